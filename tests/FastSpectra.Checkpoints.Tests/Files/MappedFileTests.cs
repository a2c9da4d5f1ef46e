// Invariant: what cannot be mapped is an error with the path, at once: a pipe that nobody writes to would wait for ever if it were opened.
using System.Diagnostics;
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class MappedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task PipesAndEmptyFilesAreRefusedWithoutWaiting()
    {
        string empty = _directory.File("empty.npy"), pipe = _directory.File("pipe.npy");
        File.WriteAllBytes(empty, []);
        List<string> paths = [empty];
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            using Process process = Process.Start("mkfifo", [pipe]);
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            paths.Add(pipe);
        }

        foreach (string path in paths)
        {
            Task<BadDataException> refusal = Task.Run(() => Assert.Throws<BadDataException>(() => NpyFile.Open(path)));
            BadDataException exception = await refusal.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            Assert.Contains("regular file", exception.Message, StringComparison.Ordinal);
        }
    }
}
