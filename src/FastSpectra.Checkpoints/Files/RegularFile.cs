namespace FastSpectra.Checkpoints;

/// <summary>What a path must be before it is opened for reading.</summary>
internal static class RegularFile
{
    /// <summary>Refuses what is not a file with data. A path that leads nowhere passes: opening it says so.</summary>
    /// <exception cref="BadDataException">It is a directory, empty, a pipe or a device.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BadDataException(path, null, "is a directory; expected a file");
        }

        // Without opening it: opening a pipe waits until somebody writes.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
        {
            throw new BadDataException(path, null, "is empty, a pipe or a device; expected a regular file with data");
        }
    }
}
