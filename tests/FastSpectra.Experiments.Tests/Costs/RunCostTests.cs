// Invariant: the cost of a run is the sum over its steps and probes of the operations its algorithms do, from the configuration alone.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class RunCostTests
{
    private static readonly ExperimentConfiguration s_main = new() { N = 2000, D = 1000, H = 1500, NTest = 200, NumEpochs = 10, ProbeFreqSteps = 10 };

    [Fact]
    public void CountsTheMainExperiment()
    {
        RunCost cost = RunCost.Of(s_main);
        Assert.Equal(10 * 4.0 * 2000 * 1000 * 1500, cost.Training.Total);
        Assert.Equal(2 * ((2.0 * 2200 * 1000 * 1500) + (2000.0 * 1500 * 1500) + (1500.0 * 1500 * 1500 / 3)), cost.Readout.Total, 1.0);
        Assert.Equal(2 * ((4.0 * 1500 * 1e6) - (4e9 / 3)), cost.Spectra.Total, 1.0);
        Assert.Equal(0, cost.Kernels.Total);
        Assert.Equal(cost.Phases.Sum(phase => phase.Cost.Total), cost.Total.Total, 1.0);
        Assert.Equal(2 * 1500 * 1000 * 4.0, cost.FileBytes);
    }

    [Fact]
    public void EveryKeyThatAddsWorkAddsToItsPhaseAlone()
    {
        RunCost plain = RunCost.Of(s_main);
        RunCost kernels = RunCost.Of(s_main with { ProbeKernels = true });
        Assert.True(kernels.Kernels.Total > 0 && kernels.PeakBytes > plain.PeakBytes);
        Assert.Equal((plain.Training, plain.Readout, plain.Spectra), (kernels.Training, kernels.Readout, kernels.Spectra));
        RunCost overlaps = RunCost.Of(s_main with { PlotOverlaps = true });
        Assert.True(overlaps.Spectra.Total > plain.Spectra.Total && overlaps.PeakBytes > plain.PeakBytes);
        RunCost double_ = RunCost.Of(s_main with { Dtype = NumberType.Float64 });
        Assert.Equal(plain.Total, double_.Total);
        Assert.True(double_.PeakBytes > plain.PeakBytes);
        RunCost none = RunCost.Of(s_main with { ProbeWeights = false, NumEpochs = 0, Lightweight = true });
        Assert.Equal((0, 0, 0), (none.Training.Total, none.Spectra.Total, none.FileBytes));
        Assert.Equal(plain.Readout.Total / 2, none.Readout.Total, 1.0);
    }

    [Fact]
    public void ARunOfASweepDoesNotRepeatWhatAnotherLeftIt()
    {
        RunCost first = RunCost.Of(s_main), later = RunCost.Of(s_main, hasStart: true);
        Assert.Equal(first.Training.Total * 0.9, later.Training.Total, 1.0);
        Assert.Equal(first.Readout.Total / 2, later.Readout.Total, 1.0);
        RunCost batches = RunCost.Of(s_main with { BatchSize = 100 }, hasStart: true);
        Assert.Equal(first.Training.Total, batches.Training.Total);
    }

    [Fact]
    public void TimeGrowsWithWorkAndFallsWithRates()
    {
        MachineRates slow = new(1e11, 5e10, 0.04), fast = new(2e11, 1e11, 0.02);
        StudyCost cost = RunCost.Of(s_main).Total;
        Assert.Equal(slow.Seconds(cost), 2 * fast.Seconds(cost), 1e-9);
        Assert.True(slow.Seconds(cost, NumberType.Float64) > slow.Seconds(cost));
        Assert.Equal(0.04, slow.Seconds(StudyCost.Values(StudyCost.ReferenceOrder, StudyCost.ReferenceOrder)), 1e-12);
        Assert.Equal(2 * slow.Seconds(StudyCost.Values(300, 200)), slow.Seconds(StudyCost.Vectors(200, 300)), 1e-12);
    }
}
