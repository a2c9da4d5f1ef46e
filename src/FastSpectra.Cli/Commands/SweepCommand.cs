using System.CommandLine;
using System.Diagnostics;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary><c>sweep</c>: every combination of a configuration's lists, repeated.</summary>
internal static class SweepCommand
{
    public static Command Build()
    {
        Argument<string> configuration = new("configuration")
        {
            HelpName = "CONFIG.yml",
            Description = "The experiment; optimizer, lr or any other key may hold a list, and repeat says how often each combination is run.",
        };
        Option<string[]> settings = Documented.Option<string[]>("--set", "KEY=VALUE",
            "Replace a value of the configuration, lists in brackets; may be given several times, the last one wins.", "--set lr=[0.1,1] --set repeat=3");
        settings.AllowMultipleArgumentsPerToken = false;
        Option<string> shard = Documented.Option<string>("--shard", "I/N|auto",
            "Do only part I of N (from 1), to be joined by 'merge'. auto: the place in a Slurm array, or in an indexed job of Kubernetes whose size is in JOB_COMPLETIONS.", "--shard 1/4");
        Option<bool> keep = GlobalOptions.Flag("--keep-weights", "Keep weights, spectra and metrics of every run below DIR/runs, also where the configuration says lightweight.");
        Option<string> output = Documented.Option<string>("--out", "DIR",
            "Where the results go. Default: runs/NAME, named after the configuration and the options that change it. Results of another sweep are never replaced.", "--out runs/rates");
        Option<bool> resume = GlobalOptions.Flag("--resume", "Do only the runs that are not finished in the directory; starts where there is nothing to continue.");
        Option<bool> force = ExistingResults.Force();
        Option<bool> dry = GlobalOptions.Flag("--dry-run", "Only say what the sweep, or its shard, would cost on this machine: operations, seconds and memory. Nothing is trained or written.");
        Option<ulong?> seed = GlobalOptions.Seed();
        Command command = Documented.Command("sweep",
            "Run every combination of the lists in a configuration, each repeated with new data. Writes run.json, results.csv (a row per run and probe), summary.csv (mean, standard deviation and count over repeats), "
            + "plots/*.svg and report.html. Ctrl-C stops after the current step and leaves a directory that --resume continues. Exit code 4 if some runs diverged; the others are finished.",
            "fastspectra sweep bulk_lr.yml",
            "fastspectra sweep bulk_lr.yml --set repeat=2 --seed 7 --out runs/rates",
            "fastspectra sweep bulk_lr.yml --dry-run",
            "fastspectra sweep bulk_lr.yml --shard 1/2 --out runs/half1");
        command.Add(configuration);
        foreach (Option option in (Option[])[settings, shard, keep, output, resume, force, seed, dry])
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            SweepOptions options = new()
            {
                OutputDirectory = parsed.GetValue(output),
                Shard = parsed.GetValue(shard) is { } text ? SweepShard.Parse(text, Environment.GetEnvironmentVariable) : SweepShard.Whole,
                KeepWeights = parsed.GetValue(keep),
                Resume = parsed.GetValue(resume),
            };
            string file = parsed.GetRequiredValue(configuration);
            SweepConfiguration sweep = ConfigurationReader.ReadSweep(file, parsed.GetValue(settings) ?? [], parsed.GetValue(seed));
            return parsed.GetValue(dry)
                ? Estimate(file, new SweepPlan(sweep), options, CommandContext.Of(parsed))
                : Run(file, sweep, parsed.GetValue(settings) ?? [], parsed.GetValue(seed), options, parsed.GetValue(force), CommandContext.Of(parsed));
        });
        return command;
    }

    /// <summary>Prints the results and says by the exit code how a sweep ended.</summary>
    public static int Report(SweepResult result, string directory, double seconds, CommandContext context)
    {
        if (context.Json)
        {
            JsonOutput.Print(writer => SweepReport.WriteJson(result, directory, seconds, writer));
        }
        else
        {
            SweepReport.WriteText(result, directory, seconds, Console.Out);
        }

        if (result.IsInterrupted)
        {
            Console.Error.WriteLine("interrupted; the same command with --resume continues it");
            return ExitCode.Interrupted;
        }

        List<string> diverged = [.. result.Diverged.Select(run => run.Name)];
        if (diverged.Count > 0)
        {
            Console.Error.WriteLine($"error: {diverged.Count} of {result.Plan.Runs.Count} runs diverged, the first is {diverged[0]}; the results until then are in {directory}");
            return ExitCode.Numerics;
        }

        return ExitCode.Done;
    }

    private static int Estimate(string file, SweepPlan plan, SweepOptions options, CommandContext context)
    {
        IReadOnlyList<SweepRun> runs = plan.Shard(options.Shard);
        RunCost[] costs = [.. runs.Select((run, index) => RunCost.Of(run.Configuration with { Lightweight = !options.KeepWeights }, index > 0 && SweepPlan.ShareInputs(runs[index - 1], run)))];
        return costs.Length == 0
            ? throw new UsageException($"shard {options.Shard} of {file} has no runs; expected at most {plan.Runs.Count} shards")
            : DryRun.Print($"{file}: {costs.Length} runs", costs, context);
    }

    private static int Run(string file, SweepConfiguration configuration, string[] settings, ulong? seed, SweepOptions options, bool force, CommandContext context)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ExperimentConfiguration run in new SweepPlan(configuration).Runs.Select(run => run.Configuration).Distinct())
        {
            RunCommand.RequireMemory(run);
        }

        string directory = options.OutputDirectory ?? RunDirectoryName.Default(file, [.. settings, .. options.Shard.Count > 1 ? [$"shard={options.Shard}"] : Array.Empty<string>()], seed, null);
        options = options with { OutputDirectory = directory, DataDirectory = Path.GetDirectoryName(file) };
        ExistingResults.Require(directory, "this sweep", ExperimentSweep.EarlierStatus(configuration, options), options.Resume, force);
        SweepResult result;
        using (Interruption interruption = new(context))
        using (SweepProgress progress = new(context))
        {
            result = ExperimentSweep.Execute(configuration, options with
            {
                Threads = context.Threads,
                Observer = progress,
                Cancellation = interruption.Token,
            });
        }

        if (result.IsComplete)
        {
            RunCommand.BuildReport(directory, null);
        }

        return Report(result, directory, Stopwatch.GetElapsedTime(start).TotalSeconds, context);
    }
}
