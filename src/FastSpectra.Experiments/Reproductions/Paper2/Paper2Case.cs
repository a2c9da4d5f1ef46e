using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>One training strategy of the second paper's setting.</summary>
/// <param name="Id">Its name in tables and figures.</param>
/// <param name="Optimizer">Gradient descent or Adam.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="IsFullBatch">All samples per step instead of 32.</param>
/// <param name="TrainsLastLayer">Whether a is trained as well as W.</param>
/// <param name="Epochs">Passes over the samples.</param>
/// <param name="ProbeEvery">Epochs between probes.</param>
/// <param name="Momentum">Momentum of gradient descent.</param>
internal sealed record Paper2Case(
    string Id, OptimizerKind Optimizer, double Rate, bool IsFullBatch, bool TrainsLastLayer, int Epochs, int ProbeEvery, double Momentum = 0)
{
    private const int BatchSize = 32;
    private const int QuickDivisor = 5;

    /// <summary>All strategies: those of the measured table, and momentum at the rate 20 (1 - 0.9).</summary>
    public static IReadOnlyList<Paper2Case> All { get; } =
    [
        new("sgd-0.1-both", OptimizerKind.Sgd, 0.1, false, true, 300, 60),
        new("sgd-1-both", OptimizerKind.Sgd, 1, false, true, 300, 60),
        new("sgd-10-both", OptimizerKind.Sgd, 10, false, true, 150, 30),
        new("sgd-20-both", OptimizerKind.Sgd, 20, false, true, 150, 30),
        new("sgd-40-both", OptimizerKind.Sgd, 40, false, true, 1, 1),
        new("sgd-10-w", OptimizerKind.Sgd, 10, false, false, 150, 30),
        new("sgd-20-w", OptimizerKind.Sgd, 20, false, false, 150, 75),
        new("sgd-40-w", OptimizerKind.Sgd, 40, false, false, 150, 75),
        new("momentum-2-both", OptimizerKind.Sgd, 2, false, true, 150, 30, 0.9),
        new("adam-0.001-both", OptimizerKind.Adam, 0.001, false, true, 60, 20),
        new("adam-0.01-both", OptimizerKind.Adam, 0.01, false, true, 60, 10),
        new("adam-0.05-both", OptimizerKind.Adam, 0.05, false, true, 60, 10),
        new("adam-0.1-both", OptimizerKind.Adam, 0.1, false, true, 60, 20),
        new("adam-0.1-w", OptimizerKind.Adam, 0.1, false, false, 60, 20),
        new("gd-20-w", OptimizerKind.Sgd, 20, true, false, 1000, 250),
        new("gd-100-w", OptimizerKind.Sgd, 100, true, false, 600, 150),
        new("fb-adam-0.1-w", OptimizerKind.Adam, 0.1, true, false, 300, 100),
    ];

    /// <summary>The strategies whose eigenvalues are kept.</summary>
    public static IReadOnlyList<string> Shown { get; } = ["sgd-0.1-both", "sgd-10-w", "gd-20-w", "sgd-20-both", "adam-0.01-both", "adam-0.05-both", "adam-0.1-w"];

    /// <summary>
    /// The configuration at sizes divided by <paramref name="divisor"/>. Batches and rates of gradient descent shrink alike (a step of rate eta moves
    /// predictions by eta / n times the kernel, whose spectrum does not depend on the size), rates of Adam grow as (h d)^(-1/4), the
    /// relative size of a rank-one step and the edge.
    /// </summary>
    public ExperimentConfiguration Configuration(int divisor, ulong seed)
    {
        // At the quick sizes gradient descent is given half the epochs.
        int share = divisor >= QuickDivisor && Optimizer == OptimizerKind.Sgd && Epochs >= 100 && ProbeEvery < Epochs ? 2 : 1;
        ExperimentConfiguration setting = Paper2Setting.Configuration(divisor, seed) with
        {
            Optimizer = Optimizer,
            Lr = Optimizer == OptimizerKind.Adam ? Rate * Math.Sqrt(divisor) : Rate / divisor,
            Momentum = Momentum,
            FixLastLayer = !TrainsLastLayer,
            NumEpochs = Epochs / share,
        };
        setting = IsFullBatch ? setting with { BatchSize = setting.N } : setting with { BatchSize = BatchSize / divisor };
        return setting with { ProbeFreqSteps = Math.Max(1, ProbeEvery / share) * setting.StepsPerEpoch };
    }

    /// <summary>Work of one run.</summary>
    public StudyCost Cost(int divisor) => RunCost.Of(Configuration(divisor, 0)).Total;

    /// <summary>Description for legends.</summary>
    public string Label => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Optimizer == OptimizerKind.Adam ? "Adam" : IsFullBatch ? "GD" : Momentum > 0 ? "momentum" : "SGD")} η = {Rate}{(IsFullBatch && Optimizer == OptimizerKind.Adam ? ", full batch" : "")}, {(TrainsLastLayer ? "both layers" : "*W* only")}");
}
