namespace FastSpectra.Experiments;

/// <summary>The reproductions of arXiv 2406.04657.</summary>
internal static class Paper1Reproductions
{
    public static IReadOnlyList<Reproduction> All { get; } = [InitialSpectrum.Reproduction];
}
