using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>
/// A test of the programs that <c>native/publish.sh</c> wrote: skipped unless FASTSPECTRA_PUBLISHED names their directory, because publishing takes minutes.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedFactAttribute : FactAttribute
{
    private const string Variable = "FASTSPECTRA_PUBLISHED";

    /// <summary>The emulator of other x86-64 processors (Debian: qemu-user-static).</summary>
    public const string Emulator = "qemu-x86_64-static";

    private bool _emulated;

    public PublishedFactAttribute() => Skip = Directory is null ? $"set {Variable} to the directory that native/publish.sh wrote, artifacts/publish" : null;

    /// <summary>The programs' directory, or null.</summary>
    public static string? Directory => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } directory ? Path.GetFullPath(directory) : null;

    /// <summary>The published file, which takes the widest instructions that this processor has.</summary>
    public static string Program => Path.Combine(Directory!, "fastspectra");

    /// <summary>The program for AVX2 that is packed inside it, as it lies beside the publication: an emulator has to see it itself.</summary>
    public static string ProgramForAvx2 =>
        System.IO.Directory.EnumerateDirectories(Path.Combine(Directory!, "..", "native", "program")).Select(target => Path.Combine(target, "v3", "publish", "FastSpectra.Cli")).Single(File.Exists);

    /// <summary>Both.</summary>
    public static string[] Programs => [Program, ProgramForAvx2];

    /// <summary>Whether the test also needs <see cref="Emulator"/>.</summary>
    public bool Emulated
    {
        get => _emulated;
        set
        {
            _emulated = value;
            bool exists = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, Emulator)));
            Skip ??= value && !exists ? $"{Emulator} is not installed" : null;
        }
    }
}
