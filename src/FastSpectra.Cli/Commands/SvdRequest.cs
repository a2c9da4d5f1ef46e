namespace FastSpectra.Cli;

/// <summary>What the options of <c>svd</c> ask for.</summary>
internal sealed record SvdRequest
{
    public required int? Top { get; init; }

    public required bool Vectors { get; init; }

    public required int Repeat { get; init; }

    public required string? Out { get; init; }

    public required int Threads { get; init; }
}
