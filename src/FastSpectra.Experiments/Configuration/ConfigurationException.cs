namespace FastSpectra.Experiments;

/// <summary>
/// A configuration that cannot be run: the message says which file, line and key, what was found and what was expected.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The key at fault under its configuration name, or null.</summary>
    public string? Key { get; init; }
}
