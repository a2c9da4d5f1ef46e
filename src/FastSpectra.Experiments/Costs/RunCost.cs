// Operations of a run, phase by phase: steps are 4 n h d (6 n h^2 for a layer beyond the first), probes are what StudyCost says of their parts; memory is the sum of the matrices that
// are alive at once in the larger of training and probing. A layer beyond the first is h x h. docs/cost.md compares the model with measured runs.
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>What one run will cost, from its configuration alone: operations of each phase, bytes written, and peak memory.</summary>
public sealed record RunCost
{
    // Quadrature of the tangent kernel and its top pairs, where it is not formed.
    private const int TangentProducts = (KernelProbe<float>.DensityProbes * KernelProbe<float>.DensitySteps) + 40;

    // Rows converted to double at a time by the read-out's products (FeatureGram).
    private const int PanelLength = 512;

    private RunCost()
    {
    }

    /// <summary>Optimiser steps.</summary>
    public StudyCost Training { get; private init; }

    /// <summary>Features of probe and test sets, ridge read-out, alignment with the labels.</summary>
    public StudyCost Readout { get; private init; }

    /// <summary>Singular values of the weights, and of the updates with their vectors where overlaps are asked for.</summary>
    public StudyCost Spectra { get; private init; }

    /// <summary>Conjugate and tangent kernel.</summary>
    public StudyCost Kernels { get; private init; }

    /// <summary>Type of the run's products.</summary>
    public NumberType Type { get; private init; }

    /// <summary>Bytes of the tensor files.</summary>
    public double FileBytes { get; private init; }

    /// <summary>Bytes of all matrices that are alive at once, at the most; the program itself comes on top.</summary>
    public double PeakBytes { get; private init; }

    /// <summary>All phases.</summary>
    public StudyCost Total => Training + Readout + Spectra + Kernels;

    /// <summary>The phases under their names in the order of a run.</summary>
    public IReadOnlyList<(string Name, StudyCost Cost)> Phases => [("training", Training), ("readout", Readout), ("spectra", Spectra), ("kernels", Kernels)];

    /// <summary>The cost of a run.</summary>
    /// <param name="configuration">A valid configuration.</param>
    /// <param name="hasStart">Whether an earlier run of a sweep left its initial probe, and its first gradient where batches are full.</param>
    public static RunCost Of(ExperimentConfiguration configuration, bool hasStart = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ExperimentConfiguration c = configuration;
        double n = c.N, h = c.H, d = c.D, probes = (hasStart ? 0 : 1) + (c.TotalSteps / c.ProbeFreqSteps), updates = c.TotalSteps / c.ProbeFreqSteps;
        List<(double Rows, double Columns)> layers = [(h, d), .. Enumerable.Repeat((h, h), Math.Max(0, c.L - 2))];
        bool sharesGradient = hasStart && c.BatchSize >= c.N && c.NumEpochs > 0;
        double epochs = c.NumEpochs - (sharesGradient ? 1 : 0);

        StudyCost training = epochs * (StudyCost.Step(n, h, d) + ((layers.Count - 1) * 1.5 * StudyCost.Step(n, h, h)));
        bool readsOut = c.FixLastLayer || c.ProbeFeatures;
        StudyCost forward = Sum(layers, layer => new StudyCost(2 * (c.NTest + (readsOut ? n : 0)) * layer.Rows * layer.Columns, 0));
        StudyCost gram = readsOut ? StudyCost.Readout(n, h, 0) : StudyCost.None;

        // Alignment of the lower layers' features: the same product without a fit.
        StudyCost lower = c.ProbeFeatures ? (layers.Count - 1) * new StudyCost(0, 0, n * h * Math.Min(n, h)) : StudyCost.None;
        StudyCost values = c.ProbeWeights ? Sum(layers, layer => StudyCost.Values(layer.Rows, layer.Columns)) : StudyCost.None;
        return new RunCost
        {
            Type = c.Dtype,
            Training = training,
            Readout = probes * (forward + gram + lower),
            Spectra = (probes * values) + (c.PlotOverlaps ? updates * Sum(layers, layer => Overlaps(layer.Rows, layer.Columns, c.ProbeFreqSteps)) : StudyCost.None),
            Kernels = c.ProbeKernels ? probes * Kernel(c, layers) : StudyCost.None,
            FileBytes = c.Lightweight ? 0 : (1 + updates) * Sum(layers, layer => new StudyCost(layer.Rows * layer.Columns, 0)).Products * ElementSize(c),
            PeakBytes = Memory(c, layers),
        };
    }

    private static StudyCost Sum(List<(double Rows, double Columns)> layers, Func<(double Rows, double Columns), StudyCost> cost) =>
        layers.Aggregate(StudyCost.None, (sum, layer) => sum + cost(layer));

    // Vectors of M, of W after it and, unless the last probe was a step ago, of W before it; then U^T U and V^T V, twice.
    private static StudyCost Overlaps(double h, double d, int every)
    {
        double k = Math.Min(h, d);
        return ((every == 1 ? 2 : 3) * StudyCost.Vectors(h, d)) + new StudyCost(0, 0, 4 * k * k * (h + d));
    }

    // Features of both sets, slopes of the lower layers, then each layer's part of the tangent kernel.
    private static StudyCost Kernel(ExperimentConfiguration c, List<(double Rows, double Columns)> layers)
    {
        double n = c.N, h = c.H, inputs = layers.Sum(layer => layer.Columns);
        StudyCost conjugate = new StudyCost((2 * (n + c.NTest) * h * inputs) + (2 * n * h * h * (layers.Count - 1)), 0, 2 * n * h * h) + StudyCost.Values(n, h);
        return c.N > TangentKernel.LargestDense
            ? conjugate + (TangentProducts * new StudyCost(4 * n * h * inputs, 0))
            : conjugate + new StudyCost(0, 0, n * n * (inputs + ((layers.Count + (c.FixLastLayer ? 0 : 1)) * h))) + StudyCost.Values(n, n);
    }

    private static double ElementSize(ExperimentConfiguration c) => c.Dtype == NumberType.Float64 ? sizeof(double) : sizeof(float);

    private static double Memory(ExperimentConfiguration c, List<(double Rows, double Columns)> layers)
    {
        const double real = sizeof(double);
        double n = c.N, h = c.H, d = c.D, size = ElementSize(c), batch = Math.Min(c.BatchSize, n);
        double weights = layers.Sum(layer => layer.Rows * layer.Columns);

        // Student and its initial copy, gradient, moments; weights before an update.
        double copies = 3 + (c.Optimizer == OptimizerKind.Adam ? 2 : c.Momentum > 0 ? 1 : 0) + (c.PlotOverlaps ? 1 : 0);
        double data = ((2 * n) + c.NTest) * d;
        double hidden = (batch * h * ((2 * layers.Count) - (c.FixLastLayer ? 1 : 0))) + (batch < n ? (n * h) + (batch * d) : 0) + (c.NTest * h);
        double held = size * (data + (copies * weights) + hidden);
        double m = Math.Min(n, h);
        double readout = real * ((m * m) + (PanelLength * (n < h ? n : h)));
        double largest = layers.Max(layer => layer.Rows * layer.Columns);
        double smallest = Math.Min(h, d);
        double spectra = real * (c.ProbeWeights ? (2 * largest) + (smallest * smallest) : 0);
        double overlaps = real * (c.PlotOverlaps ? (6 * (h + d) * smallest) + (6 * largest) : 0);
        double kernels = c.ProbeKernels ? (size * ((((2 * layers.Count) + 1 + (layers.Count > 1 ? 1 : 0)) * n) + c.NTest) * h) + (real * ((2 * n * h) + (c.N > TangentKernel.LargestDense ? 0 : 5 * n * n))) : 0;
        return held + readout + Math.Max(spectra, overlaps) + kernels;
    }
}
