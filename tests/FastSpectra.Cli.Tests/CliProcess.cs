using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>
/// The built program as a child process: the assembly beside the tests, or what the environment variable FASTSPECTRA_CLI names (a
/// published program).
/// </summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public static CliProcess Start(string directory, string[] arguments, params (string Name, string Value)[] environment)
    {
        string? program = Environment.GetEnvironmentVariable("FASTSPECTRA_CLI");
        ProcessStartInfo start = new(string.IsNullOrEmpty(program) ? "dotnet" : program)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (string.IsNullOrEmpty(program))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FastSpectra.Cli.dll"));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(Process.Start(start)!);
    }

    public static CliResult Run(string directory, params string[] arguments)
    {
        using CliProcess process = Start(directory, arguments);
        return process.Wait();
    }

    public CliResult Wait()
    {
        if (!_process.WaitForExit(s_limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"the program ran for more than {s_limit}");
        }

        return new CliResult(_process.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>Sends a signal, such as INT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose() => _process.Dispose();
}
