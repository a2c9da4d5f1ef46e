using System.Security.Cryptography;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>SHA-256 of files, as <c>run.json</c> records it.</summary>
public static class FileHash
{
    /// <summary>The hash in lower-case hexadecimal.</summary>
    /// <exception cref="BadDataException">The file cannot be read.</exception>
    public static string Of(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, "cannot be read", exception);
        }
    }
}
