using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>The paper's sizes n = 2000, d = 1000, h = 1500 (n = 8000 in the sweeps of other keys), and a fifth of each where it is quick.</summary>
internal static class Paper1Sizes
{
    public const int D = 1000;
    public const int H = 1500;
    public const int N = 2000;

    /// <summary>The divisor of every size.</summary>
    public static int Divisor(ReproductionScale scale) => scale == ReproductionScale.Quick ? 5 : 1;

    /// <summary>Where the bulk of an h x d matrix of independent normal entries surely ends: 4 Tracy-Widom spreads above the mean's centre (1.1 % at d = 1000).</summary>
    public static double Edge(int h, int d)
    {
        TracyWidom law = new(h, d);
        return Math.Sqrt(law.Center + (4 * law.Spread));
    }

    /// <summary>Whether exactly one singular value of W lies above that edge, for every row of probes at the main sizes.</summary>
    public static SampleMean SingleSpikes(ResultTable probes, ReproductionScale scale)
    {
        double edge = Edge(H / Divisor(scale), D / Divisor(scale));
        return SampleMean.Of(probes.Numbers("spectral_norm").Zip(probes.Numbers("second_singular_value"), (first, second) => first > edge && second <= edge ? 1.0 : 0));
    }

    /// <summary>The main experiment: ten steps of full-batch Adam at rate 1, label noise 0.3, ridge 0.01, probed at every step.</summary>
    public static ExperimentConfiguration Main(ReproductionScale scale, ulong seed)
    {
        int divisor = Divisor(scale);
        return new ExperimentConfiguration { N = N / divisor, D = D / divisor, H = H / divisor, NTest = N / divisor, ProbeFreqSteps = 1, Lightweight = true, Seed = seed };
    }
}
