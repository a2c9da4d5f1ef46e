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

    public static CliProcess Start(string directory, string[] arguments, params (string Name, string? Value)[] environment)
    {
        string[] command = Environment.GetEnvironmentVariable("FASTSPECTRA_CLI") is { Length: > 0 } program
            ? [program, .. arguments]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "FastSpectra.Cli.dll"), .. arguments];

        // What a shell starts in the background ignores SIGINT, and so does everything that it starts in turn: tests run there could not interrupt.
        return OperatingSystem.IsLinux()
            ? StartProgram("env", directory, ["--default-signal=INT", .. command], environment)
            : StartProgram(command[0], directory, command[1..], environment);
    }

    /// <summary>Starts any program; a variable without a value is taken away.</summary>
    public static CliProcess StartProgram(string program, string directory, string[] arguments, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment.Add(name, value);
            }
        }

        return new CliProcess(Process.Start(start)!);
    }

    public static CliResult Run(string directory, params string[] arguments)
    {
        using CliProcess process = Start(directory, arguments);
        return process.Wait();
    }

    public CliResult Wait() => Wait(s_limit);

    public CliResult Wait(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"the program ran for more than {limit}");
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
