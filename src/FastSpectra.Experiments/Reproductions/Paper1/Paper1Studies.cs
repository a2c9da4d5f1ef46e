namespace FastSpectra.Experiments;

/// <summary>The trainings that the reproductions of arXiv 2406.04657 share.</summary>
internal static class Paper1Studies
{
    /// <summary>Axis of every study over optimisers.</summary>
    public const string Adam = "adam";

    /// <summary>Full-batch gradient descent.</summary>
    public const string Sgd = "sgd";

    public static double[] NoiseLevels { get; } = [0.1, 0.3, 0.5, 0.7];

    public static double[] Ridges { get; } = [0.01, 0.1, 0.001, 0.0001];

    public static double[] Gammas { get; } = [0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>The main experiment and gradient descent at its own large rate, every step.</summary>
    public static TrainingStudy Main { get; } = new("main", ["optimizer"], (scale, seed) =>
    [
        new TrainingCase(Paper1Sizes.Main(scale, seed), Adam),
        new TrainingCase(Paper1Sizes.Main(scale, seed) with { Optimizer = OptimizerKind.Sgd, Lr = GradientRate(scale, 2000) }, Sgd),
    ]) { Repeats = Several, KeepsSpectra = true };

    /// <summary>Both optimisers at the rates of the published sweep, after one and ten steps of one training.</summary>
    public static TrainingStudy Rates { get; } = new("rates", ["optimizer", "lr"], (scale, seed) =>
        [.. Rate(scale).Select(entry => new TrainingCase(Paper1Sizes.Main(scale, seed) with { Optimizer = entry.Optimizer, Lr = entry.Rate }, entry.Optimizer == OptimizerKind.Adam ? Adam : Sgd, entry.Rate))])
    { Repeats = Several, Steps = [0, 1, 10] };

    /// <summary>Sizes of the training set.</summary>
    public static TrainingStudy Samples { get; } = new("samples", ["n"], (scale, seed) =>
        [.. SampleSizes(scale).Select(n => new TrainingCase(Paper1Sizes.Main(scale, seed) with { N = n }, n))])
    { Repeats = _ => Few, KeepsNetwork = true };

    /// <summary>Label noise at the largest n.</summary>
    public static TrainingStudy Noise { get; } = new("noise", ["noise"], (scale, seed) =>
        [.. NoiseLevels.Select(noise => new TrainingCase(Large(scale, seed) with { LabelNoiseStd = noise }, noise))])
    { Repeats = _ => Few, KeepsNetwork = true };

    /// <summary>Ridges at the largest n: one training per repeat, read out with each.</summary>
    public static TrainingStudy Ridge { get; } = new("ridge", ["optimizer"], (scale, seed) =>
        [new TrainingCase(Large(scale, seed), Adam) { Ridges = Ridges }])
    { Repeats = _ => Few };

    /// <summary>Rates that fall by a factor at every step, at the largest n.</summary>
    public static TrainingStudy Schedule { get; } = new("schedule", ["gamma"], (scale, seed) =>
        [.. Gammas.Select(gamma => new TrainingCase(Large(scale, seed) with { LrSchedulerCls = LrScheduler.StepLR, LrSchedulerKwargs = new StepLRArguments { StepSize = 1, Gamma = gamma } }, gamma))])
    { Repeats = _ => Few };

    /// <summary>Weights rescaled before every step.</summary>
    public static TrainingStudy Normalisation { get; } = new("normalisation", ["normalised"], (scale, seed) =>
        [.. ((bool[])[false, true]).Select(on => new TrainingCase(Paper1Sizes.Main(scale, seed) with { EnableWeightNormalization = on }, on ? "yes" : "no"))])
    { Repeats = _ => 3 };

    /// <summary>The rates again at the largest n, with and without weight normalisation.</summary>
    public static TrainingStudy LargeRates { get; } = new("large-rates", ["normalised", "optimizer", "lr"], (scale, seed) =>
    [
        .. from normalised in (bool[])[false, true]
           from entry in LargeRate(scale)
           select new TrainingCase(
               Large(scale, seed) with { Optimizer = entry.Optimizer, Lr = entry.Rate, EnableWeightNormalization = normalised },
               normalised ? "yes" : "no", entry.Optimizer == OptimizerKind.Adam ? Adam : Sgd, entry.Rate),
    ]) { Steps = [0, 1, 10] };

    /// <summary>Adam at many rates, every step, for the map of phases.</summary>
    public static TrainingStudy PhaseMap { get; } = new("phases", ["lr"], (scale, seed) =>
        [.. PhaseRates(scale).Select(rate => new TrainingCase(Paper1Sizes.Main(scale, seed) with { Lr = rate }, rate))])
    { Derive = Experiments.Phases.AddMap };

    /// <summary>A rate of gradient descent: it scales with sqrt(h d).</summary>
    public static double GradientRate(ReproductionScale scale, double full) => full / Paper1Sizes.Divisor(scale);

    /// <summary>A rate at which one Adam step leaves a clear spike: it scales with (h d)^(-1/4).</summary>
    public static double SpikeRate(ReproductionScale scale) => scale == ReproductionScale.Quick ? 0.3 : 0.1;

    public static int[] SampleSizes(ReproductionScale scale) => [.. ((int[])[500, 2000, 4000, 8000]).Select(n => n / Paper1Sizes.Divisor(scale))];

    public static double[] PhaseRates(ReproductionScale scale) => scale == ReproductionScale.Quick
        ? [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
        : [0.001, 0.003, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.25, 0.4, 0.6, 1, 1.6, 2.5, 4, 7, 10, 30];

    public static IEnumerable<(OptimizerKind Optimizer, double Rate)> Rate(ReproductionScale scale)
    {
        double[] adam = scale == ReproductionScale.Quick ? [0.001, 0.01, 0.1, 0.3, 1, 10, 100, 1000] : [0.001, 0.01, 0.1, 1, 10, 100, 1000, 2000, 3000];
        double[] gradient = scale == ReproductionScale.Quick ? [0.001, 20, 200, 400, 600] : adam;
        return gradient.Select(rate => (OptimizerKind.Sgd, rate)).Concat(adam.Select(rate => (OptimizerKind.Adam, rate)));
    }

    private static IEnumerable<(OptimizerKind Optimizer, double Rate)> LargeRate(ReproductionScale scale) =>
        ((double[])[1000, 2000, 3000]).Select(rate => (OptimizerKind.Sgd, GradientRate(scale, rate))).Concat(((double[])[0.01, 0.1, 1, 10, 100]).Select(rate => (OptimizerKind.Adam, rate)));

    private static ExperimentConfiguration Large(ReproductionScale scale, ulong seed) => Paper1Sizes.Main(scale, seed) with { N = 8000 / Paper1Sizes.Divisor(scale) };

    private static int Several(ReproductionScale scale) => scale == ReproductionScale.Quick ? 3 : 5;

    // As in the published configurations.
    private const int Few = 2;
}
