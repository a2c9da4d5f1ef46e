// Invariant: a failed write leaves the earlier content and no other file.
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ReplacesTheContent()
    {
        string path = _directory.File("f.txt");
        AtomicFile.WriteAllText(path, "one");
        AtomicFile.WriteAllText(path, "zwei\n");
        Assert.Equal("zwei\n"u8.ToArray(), File.ReadAllBytes(path));
        AtomicFile.WriteAllBytes(path, [1, 2]);
        Assert.Equal([1, 2], File.ReadAllBytes(path));
    }

    [Fact]
    public void KeepsTheEarlierContentWhereWritingFails()
    {
        string path = _directory.File("f.txt");
        AtomicFile.WriteAllText(path, "one");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("one", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }
}
