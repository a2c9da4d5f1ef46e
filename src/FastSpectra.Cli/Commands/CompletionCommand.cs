using System.CommandLine;

namespace FastSpectra.Cli;

/// <summary><c>completion</c>: what a shell needs to complete this program's commands and options.</summary>
internal static class CompletionCommand
{
    public static Command Build(RootCommand root)
    {
        Argument<string> shell = new("shell")
        {
            HelpName = string.Join('|', CompletionScript.Shells),
            Description = "The shell to write for.",
        };
        Command command = Documented.Command("completion",
            "Print a script that completes commands, options and files in a shell. "
            + "bash: source it in ~/.bashrc; zsh: write it to a file _fastspectra in a directory of $fpath; fish: write it to ~/.config/fish/completions/fastspectra.fish.",
            "fastspectra completion bash", "fastspectra completion zsh", "fastspectra completion fish");
        command.Add(shell);
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(shell);
            if (!CompletionScript.Shells.Contains(wanted))
            {
                throw new UsageException($"shell is '{wanted}'; expected {string.Join(", ", CompletionScript.Shells)}");
            }

            Console.Out.Write(CompletionScript.For(wanted, root));
            return ExitCode.Done;
        });
        return command;
    }
}
