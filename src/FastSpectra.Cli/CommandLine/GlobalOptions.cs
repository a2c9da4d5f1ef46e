using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FastSpectra.Cli;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public const int MostThreads = 1024;

    public static readonly Option<int> Threads = Integer("--threads", "N", 1, MostThreads,
        "Threads to use; results do not depend on them. Default: one per processor.", "--threads 2");

    public static readonly Option<bool> Quiet = Flag("--quiet", "No progress and no notes on stderr; errors and results still show.");

    public static readonly Option<bool> Json = Flag("--json", "Print one JSON document on stdout and nothing else.");

    public static readonly Option<bool> Debug = Flag("--debug", "Show stack traces with errors.");

    public static IReadOnlyList<Option> All { get; } = [Threads, Quiet, Json, Debug];

    /// <summary>An option for an integer in a range, with an error that says so.</summary>
    public static Option<int> Integer(string name, string valueName, int least, int most, string description, string example)
    {
        Option<int> option = Documented.Option<int>(name, valueName, description, example);
        option.CustomParser = result =>
        {
            string text = Single(result);
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            string range = most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
            result.AddError($"{name} is '{text}'; expected an integer {range}");
            return least;
        };
        return option;
    }

    /// <summary>An option for a seed.</summary>
    public static Option<ulong?> Seed()
    {
        Option<ulong?> option = Documented.Option<ulong?>("--seed", "N", "Seed of everything random; replaces the configuration's.", "--seed 7");
        option.CustomParser = result =>
        {
            string text = Single(result);
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            {
                return value;
            }

            result.AddError($"--seed is '{text}'; expected an integer from 0 to 2^64 - 1");
            return null;
        };
        return option;
    }

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description)
    {
        Option<bool> option = Documented.Option<bool>(name, "", description, name);
        option.Arity = ArgumentArity.Zero;
        return option;
    }

    private static string Single(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
}
