using System.Text.Json;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>A copy of the sources in which one place at a time is changed, its project built, and the program run with it.</summary>
public sealed class MutatedProgram : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private static readonly string[] s_options =
        ["-c", "Release", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-v", "quiet", "-nologo", "-nodeReuse:false"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("fastspectra-mutations-");
    private readonly Lazy<bool> _built;

    public MutatedProgram() => _built = new(Build);

    /// <summary>Replaces the only <paramref name="original"/> in a file of <c>src</c> and returns the first workload that <c>verify</c> then calls different.</summary>
    public string FirstDifference(string file, string original, string mutant)
    {
        Assert.True(_built.Value);
        string path = Path.Combine(_root.FullName, "src", file);
        string source = File.ReadAllText(path);
        int at = source.IndexOf(original, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{original}' is not in {file} any more: change the mutation with the kernel");
        Assert.True(source.IndexOf(original, at + 1, StringComparison.Ordinal) < 0, $"'{original}' is in {file} twice: say which one");
        string project = file.Split('/')[0];
        string library = Path.Combine(_root.FullName, "program", project + ".dll");
        byte[] right = File.ReadAllBytes(library);
        try
        {
            File.WriteAllText(path, source.Replace(original, mutant, StringComparison.Ordinal));
            DotNet(["build", $"src/{project}", "--no-restore", "-p:BuildProjectReferences=false", .. s_options]);
            File.Copy(Path.Combine(_root.FullName, "src", project, "bin", "Release", "net10.0", project + ".dll"), library, overwrite: true);
            Assert.NotEqual(right, File.ReadAllBytes(library));
            return Verify(expectedCode: 1);
        }
        finally
        {
            File.WriteAllText(path, source);
            File.WriteAllBytes(library, right);
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    private bool Build()
    {
        foreach (string name in (string[])["Directory.Build.props", "Directory.Packages.props", ".editorconfig"])
        {
            File.Copy(RepositoryFile.Path(name), Path.Combine(_root.FullName, name));
        }

        Copy(new DirectoryInfo(RepositoryFile.Path("src")), _root.CreateSubdirectory("src"));
        DotNet(["build", "src/FastSpectra.Cli", .. s_options]);
        Copy(new DirectoryInfo(Path.Combine(_root.FullName, "src", "FastSpectra.Cli", "bin", "Release", "net10.0")), _root.CreateSubdirectory("program"));

        // Negative control of the mutations: without one nothing differs.
        Assert.Equal("", Verify(expectedCode: 0));
        return true;
    }

    private string Verify(int expectedCode)
    {
        using CliProcess process = CliProcess.StartProgram("dotnet", _root.FullName, [Path.Combine(_root.FullName, "program", "FastSpectra.Cli.dll"), "verify", "--json"]);
        CliResult result = process.Wait(s_limit);
        Assert.True(result.Code == expectedCode, $"exit code {result.Code}, expected {expectedCode}: {result.Error}");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] failures = [.. document.RootElement.GetProperty("results").EnumerateArray().Where(workload => !workload.GetProperty("holds").GetBoolean())];
        return failures.Length == 0 ? "" : failures[0].GetProperty("workload").GetString()!;
    }

    private void DotNet(string[] arguments)
    {
        // The test runner is itself a dotnet command: what it sets for its own MSBuild is not meant for another one.
        (string, string?)[] environment = [("MSBUILD_EXE_PATH", null), ("MSBuildExtensionsPath", null), ("MSBuildSDKsPath", null), ("MSBuildLoadMicrosoftTargetsReadOnly", null)];
        using CliProcess process = CliProcess.StartProgram("dotnet", _root.FullName, arguments, environment);
        CliResult result = process.Wait(s_limit);
        Assert.True(result.Code == 0, $"dotnet {string.Join(' ', arguments)}: exit code {result.Code}\n{result.Output}{result.Error}");
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (FileInfo file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }

        foreach (DirectoryInfo directory in from.EnumerateDirectories().Where(directory => directory.Name is not ("bin" or "obj")))
        {
            Copy(directory, to.CreateSubdirectory(directory.Name));
        }
    }
}
