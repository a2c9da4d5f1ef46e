using System.CommandLine;
using System.Diagnostics;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary><c>merge</c>: joins the shards of a sweep.</summary>
internal static class MergeCommand
{
    public static Command Build()
    {
        Argument<string[]> directories = new("directories")
        {
            HelpName = "DIR...",
            Description = "The directories of the shards, in any order.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = Documented.Option<string>("--out", "DIR", "Where the joined sweep goes; must not be one of the shards.", "--out runs/rates");
        Command command = Documented.Command("merge",
            "Join the shards of a sweep into one result, identical to that of a sweep without --shard. Shards must be of one configuration and seed and have every run between them; what is missing is named, with exit code 3.",
            "fastspectra merge --out runs/rates runs/half1 runs/half2");
        command.Add(directories);
        command.Add(output);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(directories), parsed.GetValue(output), CommandContext.Of(parsed)));
        return command;
    }

    private static int Run(string[] directories, string? output, CommandContext context)
    {
        if (output is null)
        {
            throw new UsageException("merge needs --out DIR, where the joined sweep goes");
        }

        long start = Stopwatch.GetTimestamp();
        SweepResult result = SweepMerge.Execute(output, directories);
        RunCommand.BuildReport(output, null);
        return SweepCommand.Report(result, output, Stopwatch.GetElapsedTime(start).TotalSeconds, context);
    }
}
