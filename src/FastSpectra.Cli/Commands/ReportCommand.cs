using System.CommandLine;

namespace FastSpectra.Cli;

/// <summary><c>report</c>: plots and report of a directory, again, from its result files.</summary>
internal static class ReportCommand
{
    private const int SchemaVersion = 1;

    public static Command Build()
    {
        Argument<string> directory = new("directory") { HelpName = "DIR", Description = "The directory of a run." };
        Argument<string?> other = new("other")
        {
            HelpName = "DIR2",
            Description = "A second run, which the report of the first one is compared with.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = Documented.Command("report",
            "Draw plots/*.svg and report.html of a run again, from its result files. With a second directory the report compares both runs.",
            "fastspectra report runs/main",
            "fastspectra report runs/main runs/slow");
        command.Add(directory);
        command.Add(other);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(directory), parsed.GetValue(other), CommandContext.Of(parsed)));
        return command;
    }

    private static int Run(string directory, string? other, CommandContext context)
    {
        IReadOnlyList<string> files = RunCommand.BuildReport(directory, other);
        if (context.Json)
        {
            JsonOutput.Print(writer =>
            {
                writer.WriteNumber("schema_version", SchemaVersion);
                writer.WriteString("out", directory);
                writer.WriteStartArray("files");
                foreach (string file in files)
                {
                    writer.WriteStringValue(file);
                }

                writer.WriteEndArray();
            });
        }
        else
        {
            Console.Out.WriteLine(Path.Combine(directory, "report.html"));
        }

        return ExitCode.Done;
    }
}
