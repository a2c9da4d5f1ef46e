using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>Runs one strategy from given inputs and turns what was measured into tables.</summary>
internal static class Paper2Run
{
    private const double LogarithmOfTen = 2.302585092994046;

    /// <summary>The measured numbers that the tables keep.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } =
    [
        Metric.NetworkTrainLoss, Metric.NetworkTestLoss, Metric.RSquared, Metric.SpectralNorm, Metric.SecondSingularValue, Metric.ValuesAboveEdge, Metric.PlAlphaHill,
        Metric.WBetaAlignment, Metric.ChangeFrobenius, Metric.ChangeSpectral, Metric.ChangeBetaAlignment, Metric.LastLayerChange, Metric.WDistance,
        Metric.CkTop1, Metric.CkTop2, Metric.CkAboveEdge, Metric.CkKta, Metric.CkLabelAlignment, Metric.CkDistance, Metric.CkMeanShift, Metric.CkChange,
        Metric.NtkTop1, Metric.NtkTop2, Metric.NtkSmallest, Metric.NtkAboveEdge, Metric.NtkKta, Metric.NtkLabelAlignment, Metric.NtkDistance, Metric.NtkMeanShift, Metric.NtkChange,
    ];

    /// <summary>Columns of the table of measurements.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["case", "repeat", "n", "epoch", .. Metrics.Select(MetricColumns.Name), "diverged"];

    /// <summary>Columns of the table of eigenvalues.</summary>
    public static IReadOnlyList<string> SpectrumColumns { get; } = ["case", "when", "kind", "rank", "eigenvalue"];

    /// <summary>Runs a configuration; a diverged run is a result as well.</summary>
    public static RunResult Execute(StudyContext context, ExperimentConfiguration configuration, ExperimentInputs<float> inputs, SharedStart<float>? shared) =>
        ExperimentRun.Execute(context.Laboratory.Configure(configuration), inputs, new RunOptions(), context.Team, shared);

    /// <summary>One row per probe.</summary>
    public static ResultTable Table(Paper2Case strategy, ExperimentConfiguration configuration, int repeat, RunResult result)
    {
        ResultTable table = new([.. Columns]);
        int perEpoch = configuration.StepsPerEpoch;
        foreach (ProbeRecord record in result.Probes)
        {
            bool diverged = result.Status == RunStatus.Diverged && record == result.Probes[^1];
            table.Add([strategy.Id, repeat, configuration.N, (double)record.Step / perEpoch, .. Metrics.Select(metric => (object)record[metric]), diverged ? 1 : 0]);
        }

        return table;
    }

    /// <summary>Eigenvalues of W^T W / h, the conjugate and the tangent kernel at a probed step.</summary>
    public static ResultTable Spectra(string strategy, string when, int width, RunResult result, long step)
    {
        ResultTable table = new([.. SpectrumColumns]);
        double[] w = result.SingularValues[step];
        for (int i = 0; i < w.Length; i++)
        {
            table.Add(strategy, when, "W", i + 1, w[i] * w[i] / width);
        }

        KernelSpectra kernels = result.Kernels[step];
        Add("CK", kernels.Conjugate);
        Add("NTK", kernels.Tangent!);
        return table;

        void Add(string kind, KernelSpectrum spectrum)
        {
            for (int i = 0; i < spectrum.Eigenvalues.Length; i++)
            {
                table.Add(strategy, when, kind, i + 1, spectrum.Eigenvalues[i]);
            }
        }
    }

    /// <summary>
    /// Densities of the laws of all spectra before training, per unit of the eigenvalue and per decade among the eigenvalues that are not 0, as a
    /// histogram of <see cref="Spectra"/> on a logarithmic axis shows them.
    /// </summary>
    public static ResultTable Laws(int divisor)
    {
        ResultTable table = new("kind", "eigenvalue", "density", "density_per_decade");
        ExperimentConfiguration c = Paper2Setting.Configuration(divisor, 0);
        MarchenkoPastur weights = new(c.H, c.D);
        const int points = 240;
        for (int i = 0; i <= points; i++)
        {
            double x = weights.LowerEdge + ((weights.UpperEdge - weights.LowerEdge) * i / points);
            Add("W", x / c.H, weights.Density(x) * c.H, 0);
        }

        foreach ((string kind, KernelLaw law) in (ReadOnlySpan<(string, KernelLaw)>)[("CK", LawsStudy.Conjugate(c)), ("NTK", LawsStudy.Tangent(c, true)), ("NTK_W", LawsStudy.Tangent(c, false))])
        {
            foreach ((double low, double high) in law.Support)
            {
                for (int i = 0; i <= points; i++)
                {
                    // Dense near both edges, where densities are steep.
                    double t = (double)i / points;
                    double x = low + ((high - low) * t * t * (3 - (2 * t)));
                    Add(kind, x, law.Density(x), law.Atom == 0 ? law.AtomMass : 0);
                }
            }
        }

        return table;

        void Add(string kind, double x, double density, double zeros) => table.Add(kind, x, density, x * LogarithmOfTen * density / (1 - zeros));
    }

    /// <summary>Inputs of a configuration, as the laboratory leaves them.</summary>
    public static ExperimentInputs<float> Draw(StudyContext context, ExperimentConfiguration configuration, int repeat)
    {
        ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.Repeat(repeat), context.Team);
        context.Laboratory.Prepare(inputs);
        return inputs;
    }
}
