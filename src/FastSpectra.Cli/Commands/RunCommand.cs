using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FastSpectra.Experiments;
using FastSpectra.Reports;

namespace FastSpectra.Cli;

/// <summary><c>run</c>: one training run, its result files and its report.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static Command Build()
    {
        Argument<string> configuration = new("configuration")
        {
            HelpName = "CONFIG.yml",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The experiment, in the keys of the reference implementation (n, d, h, optimizer, lr, num_epochs, ...) and ours (seed, dtype, probe_feature_scaling).",
        };
        Option<string> tensors = Documented.Option<string>("--tensors", "FILE.safetensors",
            "Replace everything random: X_train, y_train, X_probe, y_probe, X_test, y_test, beta, W0 (with L above 2 also W0_2, ...) and a come from this file.", "--tensors inputs.safetensors");
        Option<string[]> settings = Documented.Option<string[]>("--set", "KEY=VALUE",
            "Replace a value of the configuration; may be given several times, the last one wins.", "--set lr=0.1 --set lr_scheduler_kwargs.gamma=0.5");
        settings.AllowMultipleArgumentsPerToken = false;
        Option<string> output = Documented.Option<string>("--out", "DIR",
            "Where the results go. Default: runs/NAME, named after the configuration and the options that change it. Results of another configuration are never replaced.", "--out runs/first");
        Option<bool> resume = GlobalOptions.Flag("--resume", "Continue an interrupted run of the same configuration in the same directory; a finished one is left as it is.");
        Option<bool> force = ExistingResults.Force();
        Option<string> expect = Documented.Option<string>("--expect", "run.json",
            "Repeat the run that this manifest records and compare the SHA-256 of every result file; exit code 1 if one differs. CONFIG.yml may be left out; --tensors is needed where "
            + "the run had it. Without --out the new files are compared and deleted.", "--expect published/run.json");
        Option<bool> dry = GlobalOptions.Flag("--dry-run", "Only say what the run would cost on this machine: operations, seconds and memory. Nothing is trained or written.");
        Option<ulong?> seed = GlobalOptions.Seed();
        Command command = Documented.Command(Name,
            "Train the two-layer network of a configuration and probe its spectra. Writes run.json, metrics.csv, spectra.safetensors, weights.safetensors, plots/*.svg and report.html. "
            + "Ctrl-C stops after the current step and leaves a directory that --resume continues. Exit code 4 if training diverged; what was measured until then is kept.",
            "fastspectra run main.yml",
            "fastspectra run main.yml --set lr=0.1 --seed 7 --out runs/slow",
            "fastspectra run main.yml --tensors inputs.safetensors --json",
            "fastspectra run main.yml --set n=8000 --dry-run",
            "fastspectra run --expect published/run.json");
        command.Add(configuration);
        foreach (Option option in (Option[])[tensors, settings, output, resume, force, seed, expect, dry])
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            CommandContext context = CommandContext.Of(parsed);
            string? file = parsed.GetValue(configuration);
            string[] changes = parsed.GetValue(settings) ?? [];
            RunOptions options = new()
            {
                TensorsFile = parsed.GetValue(tensors),
                OutputDirectory = parsed.GetValue(output),
                Resume = parsed.GetValue(resume),
            };
            if (parsed.GetValue(dry))
            {
                return parsed.GetValue(expect) is null && file is not null ? Estimate(file, changes, parsed.GetValue(seed), context)
                    : throw new UsageException("--dry-run needs CONFIG.yml and goes without --expect; see: fastspectra run --help");
            }

            return parsed.GetValue(expect) is { } manifest ? RepeatedRun.Execute(manifest, file, changes, parsed.GetValue(seed), options, parsed.GetValue(force), context)
                : file is null ? throw new UsageException("run needs CONFIG.yml, or --expect run.json; see: fastspectra run --help")
                : Run(file, changes, parsed.GetValue(seed), options, parsed.GetValue(force), context);
        });
        return command;
    }

    private static int Estimate(string file, string[] settings, ulong? seed, CommandContext context)
    {
        ExperimentConfiguration configuration = ConfigurationReader.ReadRun(file, settings, seed);
        string title = string.Create(CultureInfo.InvariantCulture, $"{file}: n {configuration.N}, d {configuration.D}, h {configuration.H}, {configuration.TotalSteps} steps");
        return DryRun.Print(title, [RunCost.Of(configuration)], context);
    }

    private static int Run(string file, string[] settings, ulong? seed, RunOptions options, bool force, CommandContext context)
    {
        long start = Stopwatch.GetTimestamp();
        ExperimentConfiguration configuration = ConfigurationReader.ReadRun(file, settings, seed);
        RequireMemory(configuration);
        options = options with { DataDirectory = Path.GetDirectoryName(file) };
        string directory = options.OutputDirectory ?? RunDirectoryName.Default(file, settings, seed, options.TensorsFile);
        RunDirectoryName.RequireUsable(directory, configuration, options, force);

        if (configuration.Repeat > 1)
        {
            context.Note($"note: repeat is {configuration.Repeat}, which is for sweeps; this is one run");
        }

        if (configuration.EnableWw)
        {
            context.Note("note: enable_ww starts no WeightWatcher; its alpha and D of W are pl_alpha_ks and pl_ks_distance of metrics.csv, measured in any case (docs/configuration.md)");
        }

        RunResult result = Execute(configuration, directory, options, context);

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (context.Json)
        {
            JsonOutput.Print(writer => RunSummary.WriteJson(result, directory, seconds, writer));
        }
        else
        {
            RunSummary.WriteText(result, directory, seconds, Console.Out);
        }

        switch (result.Status)
        {
            case RunStatus.Diverged:
                Console.Error.WriteLine($"error: {result.Reason}; the results until then are in {directory}");
                return ExitCode.Numerics;
            case RunStatus.Interrupted:
                Console.Error.WriteLine($"interrupted after step {result.Steps} of {configuration.TotalSteps}; the same command with --resume continues it");
                return ExitCode.Interrupted;
            default:
                return ExitCode.Done;
        }
    }

    // What any run of these sizes holds at once, at the least: the data, the features of one set, W, its gradient and their moments.
    // Systems that promise more memory than they have end a program that believes them, without a word.
    public static void RequireMemory(ExperimentConfiguration configuration)
    {
        double data = (2.0 * configuration.N + configuration.NTest) * configuration.D;
        double features = Math.Min((double)configuration.BatchSize, configuration.N) * configuration.H;
        double weights = (configuration.Optimizer is OptimizerKind.Adam or OptimizerKind.AdamW ? 4.0 : 2.0) * configuration.H * configuration.D;
        double needed = (data + features + weights) * (configuration.Dtype == NumberType.Float64 ? sizeof(double) : sizeof(float));
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            const double gibibyte = 1 << 30;
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"a run with n {configuration.N}, d {configuration.D}, h {configuration.H} needs more than {needed / gibibyte:F1} GiB of memory; expected at most the {available / gibibyte:F1} GiB there are"));
        }
    }

    /// <summary>Runs with progress until the end or Ctrl-C; a run that ended has its plots and report.</summary>
    public static RunResult Execute(ExperimentConfiguration configuration, string directory, RunOptions options, CommandContext context)
    {
        RunResult result;
        using (Interruption interruption = new(context))
        using (RunProgress progress = new(context.Quiet))
        {
            result = ExperimentRun.Execute(configuration, options with
            {
                OutputDirectory = directory,
                Threads = context.Threads,
                Observer = progress,
                Cancellation = interruption.Token,
            });
        }

        if (result.Status != RunStatus.Interrupted)
        {
            BuildReport(directory, null);
        }

        return result;
    }

    /// <summary>Draws plots and report from the result files and enters them in the manifest.</summary>
    public static IReadOnlyList<string> BuildReport(string directory, string? other)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<string> files = other is null ? ReportBuilder.Build(directory) : ReportBuilder.Build(directory, other);
        RunManifestFiles.Add(directory, files, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return files;
    }
}
