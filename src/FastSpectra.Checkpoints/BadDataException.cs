namespace FastSpectra.Checkpoints;

/// <summary>
/// A file that cannot be used as data: unreadable, truncated, lying about its content, or holding NaN where numbers are needed.
/// The message names the file and the tensor, what was found and what was expected.
/// </summary>
public sealed class BadDataException : Exception
{
    /// <summary>Creates the exception; the message is put together as <c>file: tensor 'name': problem</c>.</summary>
    public BadDataException(string file, string? tensor, string problem)
        : base(tensor is null ? $"{file}: {problem}" : $"{file}: tensor '{Printable(tensor)}': {problem}")
    {
        File = file;
        Tensor = tensor;
    }

    /// <summary>Creates the exception with its cause.</summary>
    public BadDataException(string file, string problem, Exception innerException)
        : base($"{file}: {problem}", innerException) => File = file;

    /// <summary>Path of the file, as the caller gave it.</summary>
    public string File { get; }

    /// <summary>Name of the tensor, or null where the file as a whole is at fault.</summary>
    public string? Tensor { get; }

    // Names come from hostile bytes: no control characters reach a terminal, and no message grows without bound.
    internal static string Printable(string text)
    {
        const int longest = 120;
        string shown = text.Length <= longest ? text : text[..longest] + "...";
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
