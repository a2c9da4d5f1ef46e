namespace FastSpectra.Experiments;

/// <summary>The setting of the studies beyond the papers: that of arXiv 2406.04657 at half its sizes, so that repeats are affordable.</summary>
internal static class BeyondSizes
{
    public const string Stated =
        "ours: teacher, student and proportions n : h : d = 4 : 3 : 2 of arXiv 2406.04657 at half its sizes (n = 1000, h = 750, d = 500), three repeats with data, teacher and student of their own; no paper states what is expected";

    /// <summary>Repeats of every case.</summary>
    public static int Repeats(ReproductionScale scale) => scale == ReproductionScale.Quick ? 2 : 3;

    /// <summary>Full-batch training for some steps, probed after the first and the last.</summary>
    public static ExperimentConfiguration Base(ReproductionScale scale, ulong seed, int steps)
    {
        int d = scale == ReproductionScale.Quick ? 160 : 500;
        return new ExperimentConfiguration
        {
            N = 2 * d, H = 3 * d / 2, D = d, NTest = 1, Seed = seed, NumEpochs = steps, ProbeFreqSteps = Math.Max(1, steps - 1), Optimizer = OptimizerKind.NormalizedGd,
        };
    }

    /// <summary>sqrt(h d): what turns the root mean square of a matrix of rank one into its norm.</summary>
    public static double RootOfElements(ExperimentConfiguration configuration) => Math.Sqrt((double)configuration.H * configuration.D);

    /// <summary>The rate at which a root mean square of the elements of an update is a multiple of the threshold (h d)^(1/4) of a matrix of rank one.</summary>
    public static double AtThreshold(ExperimentConfiguration configuration, double multiple) => multiple / Math.Sqrt(RootOfElements(configuration));
}
