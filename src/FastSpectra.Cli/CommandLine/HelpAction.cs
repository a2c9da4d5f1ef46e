using System.CommandLine;
using System.CommandLine.Invocation;

namespace FastSpectra.Cli;

/// <summary>What <c>--help</c> does, for every command.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        RootCommand root = (RootCommand)parseResult.RootCommandResult.Command;
        Command command = parseResult.CommandResult.Command;
        if (command == root)
        {
            HelpText.WriteOverview(root, Console.Out);
        }
        else
        {
            HelpText.WriteCommand(command, root, Console.Out);
        }

        return ExitCode.Done;
    }
}
