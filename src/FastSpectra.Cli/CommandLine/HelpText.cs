using System.CommandLine;

namespace FastSpectra.Cli;

/// <summary>Help as text: an overview of the program, and every option of a command with an example.</summary>
internal static class HelpText
{
    private const int Width = 100;
    private const int Indent = 4;

    public static void WriteOverview(RootCommand root, TextWriter output)
    {
        output.WriteLine($"{ProgramCommand.Name}: {Lower(root.Description!)}");
        output.WriteLine();
        output.WriteLine("Commands:");
        int column = root.Subcommands.Max(command => command.Name.Length) + 4;
        foreach (Command command in root.Subcommands)
        {
            output.WriteLine($"  {command.Name.PadRight(column - 2)}{FirstSentence(command.Description!)}");
        }

        output.WriteLine();
        output.WriteLine("For example:");
        foreach (Command command in root.Subcommands)
        {
            if (Documented.ExamplesOf(command) is [string example, ..])
            {
                output.WriteLine($"  {example}");
            }
        }

        output.WriteLine();
        output.WriteLine($"'{ProgramCommand.Name} COMMAND --help' explains a command and all its options.");
    }

    public static void WriteCommand(Command command, RootCommand root, TextWriter output)
    {
        List<Option> options = OptionsOf(command, root);
        output.WriteLine($"usage: {ProgramCommand.Name} {command.Name}{string.Concat(command.Arguments.Select(Usage))} [options]");
        output.WriteLine();
        WriteWrapped(command.Description!, 0, output);
        foreach (Argument argument in command.Arguments)
        {
            output.WriteLine();
            output.WriteLine($"  {argument.HelpName}");
            WriteWrapped(argument.Description!, Indent + 2, output);
        }

        output.WriteLine();
        output.WriteLine("Options:");
        foreach (Option option in options)
        {
            output.WriteLine($"  {option.Name}{(string.IsNullOrEmpty(option.HelpName) ? "" : " " + option.HelpName)}");
            WriteWrapped(option.Description!, Indent + 2, output);
            foreach (string example in Documented.ExamplesOf(option))
            {
                output.WriteLine($"{new string(' ', Indent + 2)}Example: {example}");
            }
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (string example in Documented.ExamplesOf(command))
        {
            output.WriteLine($"  {example}");
        }
    }

    /// <summary>The options of a command, its own first.</summary>
    public static List<Option> OptionsOf(Command command, RootCommand root) =>
        [.. command.Options, .. command == root ? [] : root.Options.Where(option => option.Recursive)];

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.HelpName}]" : $" {argument.HelpName}";

    /// <summary>A description up to its first full stop.</summary>
    public static string FirstSentence(string text) => text[..(text.IndexOf(". ", StringComparison.Ordinal) is var end and >= 0 ? end : text.TrimEnd('.').Length)];

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static void WriteWrapped(string text, int indent, TextWriter output)
    {
        string line = new(' ', indent);
        bool isEmpty = true;
        foreach (string word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = new string(' ', indent);
                isEmpty = true;
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        output.WriteLine(line);
    }
}
