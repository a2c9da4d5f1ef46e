// Invariant: shards, in whatever order and number, join into the bytes of the sweep that was not divided; what is missing or foreign is named.
using FastSpectra.Checkpoints;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class SweepMergeTests
{
    [Theory]
    [InlineData(SmallSweep.LearningRates, 1, false)]
    [InlineData(SmallSweep.LearningRates, 5, false)]
    [InlineData(SmallSweep.Samples, 2, true)]
    [InlineData(SmallSweep.Samples, 9, false)]
    [InlineData("n: 20\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 1\nlr_scheduler_cls: [null, StepLR]\nlr_scheduler_kwargs:\n  step_size: 1\n  gamma: [0.2, 0.9]\nprobe_freq_steps: 3\n", 2, false)]
    public void ShardsJoinIntoTheBytesOfTheWhole(string text, int count, bool keepWeights)
    {
        using TemporaryDirectory whole = new();
        ExperimentSweepTests.Run(text, whole, keepWeights);
        TemporaryDirectory[] shards = [.. Enumerable.Range(0, count).Select(_ => new TemporaryDirectory())];
        for (int i = 0; i < count; i++)
        {
            ExperimentSweepTests.Run(text, shards[i], keepWeights, threads: 1 + (i % 2), shard: new SweepShard(i + 1, count));
        }

        using TemporaryDirectory joined = new();
        SweepResult result = SweepMerge.Execute(joined.Path, [.. shards.Select(shard => shard.Path).Reverse()]);
        Assert.True(result.IsComplete);
        Assert.Equal(whole.ResultFiles().Where(ExperimentSweepTests.IsResult), joined.ResultFiles().Where(ExperimentSweepTests.IsResult));

        // The result is a sweep like any other.
        Assert.Empty(ExperimentSweepTests.Run(text, joined, keepWeights, resume: true).Diverged);
        Assert.Equal(whole.ResultFiles().Where(ExperimentSweepTests.IsResult), joined.ResultFiles().Where(ExperimentSweepTests.IsResult));
        foreach (TemporaryDirectory shard in shards)
        {
            shard.Dispose();
        }
    }

    [Fact]
    public void TwoShardsInOneDirectoryAreTheWhole()
    {
        using TemporaryDirectory whole = new();
        using TemporaryDirectory one = new();
        ExperimentSweepTests.Run(SmallSweep.Samples, whole);
        ExperimentSweepTests.Run(SmallSweep.Samples, one, shard: new SweepShard(2, 2));
        Assert.Equal(["results.csv"], one.ResultFiles().Keys);
        ExperimentSweepTests.Run(SmallSweep.Samples, one, shard: new SweepShard(1, 2), resume: true);
        Assert.Equal(whole.ResultFiles(), one.ResultFiles());
    }

    [Fact]
    public void WhatIsMissingForeignOrDifferentIsNamed()
    {
        using TemporaryDirectory first = new();
        using TemporaryDirectory second = new();
        using TemporaryDirectory foreign = new();
        using TemporaryDirectory output = new();
        ExperimentSweepTests.Run(SmallSweep.Samples, first, shard: new SweepShard(1, 2));
        ExperimentSweepTests.Run(SmallSweep.Samples, second, shard: new SweepShard(2, 2));
        ExperimentSweepTests.Run(SmallSweep.Samples.Replace("lr: 1", "lr: 2", StringComparison.Ordinal), foreign);
        Fails("3 of 6 runs", first.Path);
        Fails("n=12_repeat=1", first.Path);
        Fails("another configuration or seed", first.Path, foreign.Path);
        Fails("expected the directory of a shard", first.Path, output.Path);
        Assert.Throws<ConfigurationException>(() => SweepMerge.Execute(second.Path, [first.Path, second.Path]));
        Assert.Throws<ArgumentException>(() => SweepMerge.Execute(output.Path, []));
        Assert.Empty(output.ResultFiles());

        using TemporaryDirectory altered = new();
        foreach ((string name, byte[] bytes) in first.ResultFiles())
        {
            File.WriteAllBytes(Path.Combine(altered.Path, name), bytes);
        }

        string results = Path.Combine(altered.Path, "results.csv");
        File.Copy(Path.Combine(first.Path, "run.json"), Path.Combine(altered.Path, "run.json"));
        File.WriteAllText(results, File.ReadAllText(results).Replace(",ok", ",fine", StringComparison.Ordinal));
        Fails("differs from the same run", first.Path, altered.Path, second.Path);
        File.WriteAllText(Path.Combine(altered.Path, "run.json"), """{"kind":"sweep","status":"completed","identity":"{\"configuration\":{\"n\":[1,2]}}"}""");
        Fails("does not say what is swept", altered.Path);

        void Fails(string part, params string[] directories) =>
            Assert.Contains(part, Assert.Throws<BadDataException>(() => SweepMerge.Execute(output.Path, directories)).Message, StringComparison.Ordinal);
    }
}
