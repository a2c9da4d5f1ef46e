namespace FastSpectra.Experiments.Tests;

/// <summary>A directory that is gone with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastspectra-").FullName;

    /// <summary>Every file below, by relative name, but for the manifest, which tells time and place.</summary>
    public SortedDictionary<string, byte[]> ResultFiles()
    {
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(Path, file);
            if (name != "run.json")
            {
                files.Add(name, File.ReadAllBytes(file));
            }
        }

        return files;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
