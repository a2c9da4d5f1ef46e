using System.CommandLine;
using System.CommandLine.Parsing;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>The program as a whole: its commands, and what happens around them.</summary>
internal static class ProgramCommand
{
    public const string Name = "fastspectra";

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0 && arguments[0] == RunCommand.Name)
        {
            Rehearsal.Start();
        }

        RootCommand root = Build();
        if (arguments.Count == 0)
        {
            HelpText.WriteOverview(root, Console.Out);
            return ExitCode.Done;
        }

        bool debug = arguments.Contains(GlobalOptions.Debug.Name);
        try
        {
            if (!InstructionSet.IsOverrideUnderstood)
            {
                throw new UsageException(
                    $"{InstructionSet.OverrideVariable}={Environment.GetEnvironmentVariable(InstructionSet.OverrideVariable)} is not a level; expected 512, 256, 128 or scalar");
            }

            ParseResult parsed = root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Action is not HelpAction && (parsed.Errors.Count > 0 || UnknownOption(parsed) is not null || HasEmptyText(parsed)))
            {
                return WriteUsageError(parsed, root);
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(exception, debug, Console.Error);
        }
    }

    private static RootCommand Build()
    {
        RootCommand root = new("Trains two-layer networks and shows how the singular values of their weights go from bulk to spike to heavy tail.");
        HelpAction help = new();
        foreach (Option option in root.Options)
        {
            if (option is System.CommandLine.Help.HelpOption)
            {
                option.Action = help;
                option.Description = "Show this help.";
            }
        }

        foreach (Option option in GlobalOptions.All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        root.Add(RunCommand.Build());
        root.Add(SweepCommand.Build());
        root.Add(MergeCommand.Build());
        root.Add(ReproduceCommand.Build());
        root.Add(SvdCommand.Build());
        root.Add(ReportCommand.Build());
        root.Add(VerifyCommand.Build());
        root.Add(BenchCommand.Build());
        root.Add(InfoCommand.Build());
        root.Add(CompletionCommand.Build(root));
        root.SetAction(_ =>
        {
            HelpText.WriteOverview(root, Console.Out);
            return ExitCode.Done;
        });
        return root;
    }

    // The parser takes an option that it does not know for an argument or for the value of the option before it.
    private static string? UnknownOption(ParseResult parsed)
    {
        bool isLiteral = false;
        foreach (Token token in parsed.Tokens)
        {
            isLiteral |= token.Type == TokenType.DoubleDash;
            if (!isLiteral && token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
            {
                return token.Value;
            }
        }

        return null;
    }

    // An empty name comes from an unset variable of a script; no command can use one.
    private static bool HasEmptyText(ParseResult parsed) => parsed.Tokens.Any(token => token.Value.Length == 0);

    private static int WriteUsageError(ParseResult parsed, RootCommand root)
    {
        Command command = parsed.CommandResult.Command;
        string usage = command == root ? $"{Name} --help" : $"{Name} {command.Name} --help";
        Console.Error.WriteLine($"error: {Describe(parsed, command, root)}");
        Console.Error.WriteLine($"see: {usage}");
        return ExitCode.Usage;
    }

    private static string Describe(ParseResult parsed, Command command, RootCommand root)
    {
        if (UnknownOption(parsed) is { } option)
        {
            IEnumerable<string> known = HelpText.OptionsOf(command, root).Select(known => known.Name);
            return known.Contains(option) ? $"the option before '{option}' needs a value" : Unknown("option", option, known);
        }

        if (parsed.UnmatchedTokens is [string token, ..])
        {
            return command == root ? Unknown("command", token, root.Subcommands.Select(known => known.Name)) : Unknown("argument", token, []);
        }

        if (HasEmptyText(parsed))
        {
            return "an argument or the value of an option is empty; expected a text";
        }

        Argument? missing = command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing is null ? parsed.Errors[0].Message : $"{command.Name} needs {missing.HelpName}";
    }

    private static string Unknown(string what, string found, IEnumerable<string> known)
    {
        string? nearest = NearestName.Of(found, known);
        return $"unknown {what} '{found}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")}";
    }
}
