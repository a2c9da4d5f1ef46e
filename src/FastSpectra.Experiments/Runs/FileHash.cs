using System.Security.Cryptography;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>SHA-256 of files, as <c>run.json</c> records it.</summary>
public static class FileHash
{
    // SHA256.HashData reads 4 KiB at a time.
    private const int ReadBuffer = 1 << 16;

    /// <summary>The hash in lower-case hexadecimal.</summary>
    /// <exception cref="BadDataException">The file cannot be read.</exception>
    public static string Of(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[ReadBuffer];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadDataException(path, "file not found", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, Directory.Exists(path) ? "is a directory; expected a file" : $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>The hashes of the data files that a configuration names, by the key that names them; empty where it names none.</summary>
    /// <param name="configuration">A valid configuration.</param>
    /// <param name="directory">What their paths are relative to; null for the current directory.</param>
    /// <exception cref="BadDataException">A file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> OfData(ExperimentConfiguration configuration, string? directory) =>
        (DataFiles.Of(configuration, directory)?.Hashes() ?? []).ToDictionary(file => file.Name, file => file.Hash);
}
