using System.CommandLine;

namespace FastSpectra.Cli;

/// <summary>What help shows beside a symbol's description: an example for an option, and a few whole lines for a command.</summary>
internal static class Documented
{
    private static readonly Dictionary<Symbol, string[]> s_examples = [];

    /// <summary>An option with the name of its value, its description and an example.</summary>
    public static Option<T> Option<T>(string name, string valueName, string description, string example)
    {
        Option<T> option = new(name) { Description = description, HelpName = valueName };
        s_examples[option] = [example];
        return option;
    }

    /// <summary>A command with its description and example lines.</summary>
    public static Command Command(string name, string description, params string[] examples)
    {
        Command command = new(name, description);
        s_examples[command] = examples;
        return command;
    }

    public static IReadOnlyList<string> ExamplesOf(Symbol symbol) => s_examples.GetValueOrDefault(symbol) ?? [];
}
