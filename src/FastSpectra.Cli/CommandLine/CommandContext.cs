using System.CommandLine;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>The global options of one invocation.</summary>
internal sealed record CommandContext
{
    /// <summary>Threads to use, at least 1.</summary>
    public required int Threads { get; init; }

    public required bool Quiet { get; init; }

    public required bool Json { get; init; }

    public static CommandContext Of(ParseResult parsed) => new()
    {
        Threads = parsed.GetValue(GlobalOptions.Threads) is > 0 and int threads ? threads : ThreadTeam.DefaultSize,
        Quiet = parsed.GetValue(GlobalOptions.Quiet),
        Json = parsed.GetValue(GlobalOptions.Json),
    };

    /// <summary>Tells the user something beside the results.</summary>
    public void Note(string text)
    {
        if (!Quiet)
        {
            Console.Error.WriteLine(text);
        }
    }
}
