namespace FastSpectra.Checkpoints.Tests;

/// <summary>A new directory that is deleted with its content when disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("fastspectra-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public string Write(string name, byte[] bytes)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
