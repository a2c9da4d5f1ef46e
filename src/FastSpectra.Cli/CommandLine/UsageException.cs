namespace FastSpectra.Cli;

/// <summary>Options or arguments that do not fit together; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
