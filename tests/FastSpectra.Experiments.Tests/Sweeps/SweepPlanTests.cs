// Invariant: a plan is a fixed list of runs; which of them share teacher, student and data is what the reference does for its kind of sweep;
// shards divide the runs without loss.
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class SweepPlanTests
{
    [Theory]
    [InlineData("bulk_lr", 90, 5, "optimizer=sgd_lr=0.001_repeat=0", "optimizer=adam_lr=3000_repeat=4")]
    [InlineData("bulk_losses_vary_n", 8, 8, "n=500_repeat=0", "n=8000_repeat=1")]
    [InlineData("bulk_losses_vary_label_noise_std", 8, 8, "label_noise_std=0.1_repeat=0", "label_noise_std=0.7_repeat=1")]
    [InlineData("bulk_losses_vary_reg_lambda", 8, 2, "reg_lambda=0.1_repeat=0", "reg_lambda=0.0001_repeat=1")]
    [InlineData("bulk_losses_vary_step_lr_gamma", 8, 2, "gamma=0.2_repeat=0", "gamma=0.8_repeat=1")]
    [InlineData("main", 1, 1, "repeat=0", "repeat=0")]
    public void TheReferenceFilesExpand(string name, int runs, int inputs, string first, string last)
    {
        SweepPlan plan = new(ConfigurationReader.ReadSweep(RepositoryFile.Path("configs", name + ".yml")));
        Assert.Equal(runs, plan.Runs.Count);
        Assert.Equal(first, plan.Runs[0].Name);
        Assert.Equal(last, plan.Runs[^1].Name);
        Assert.Equal(Enumerable.Range(0, runs), plan.Runs.Select(run => run.Index));
        Assert.Equal(runs, plan.Runs.Select(run => run.Name).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, runs), plan.InOrder.Select(run => run.Index).Order());

        // Runs that share inputs lie next to each other: inputs are drawn once each.
        int changes = 1 + plan.InOrder.Zip(plan.InOrder.Skip(1)).Count(pair => !SweepPlan.ShareInputs(pair.First, pair.Second));
        Assert.Equal(inputs, changes);
    }

    [Fact]
    public void RatesShareEverythingWithinARepeatAndNothingBetweenRepeats()
    {
        SweepPlan plan = new(SmallSweep.Read(SmallSweep.LearningRates));
        Assert.All(plan.Runs, run => Assert.Equal(InputDraw.Repeat(run.Repeat), run.Draw));
        Assert.Equal(["sgd", "0.01"], plan.Values(plan.Runs[0]));
        Assert.Equal(["adam", "1"], plan.Values(plan.Runs[9]));
        Assert.Equal(OptimizerKind.Adam, plan.Runs[9].Configuration.Optimizer);
        Assert.Equal(1, plan.Runs[9].Configuration.Lr);
    }

    [Theory]
    [InlineData(SmallSweep.Samples, 3)]
    [InlineData("label_noise_std: [0.1, 0.2, 0.5, 0.9]\nn: 20\noptimizer: adam\nlr: 1\nrepeat: 3\nprobe_freq_steps: 1\n", 4)]
    public void SamplesAndNoiseKeepTheNetworkOfAValueAndDrawDataAnew(string text, int values)
    {
        SweepPlan plan = new(SmallSweep.Read(text));
        Assert.All(plan.Runs, run => Assert.Equal((run.Combination, run.Combination), (run.Draw.Teacher, run.Draw.Student)));
        Assert.Equal(plan.Runs.Count, plan.Runs.Select(run => run.Draw.Data).Distinct().Count());
        Assert.Equal(values, plan.Runs.Select(run => run.Draw.Teacher).Distinct().Count());
        Assert.All(plan.Runs, run => Assert.Equal(run.Configuration.N, run.Configuration.BatchSize));
    }

    [Fact]
    public void MoreRepeatsLeaveTheOthersAsTheyAre()
    {
        SweepPlan few = new(SmallSweep.Read(SmallSweep.Samples));
        SweepPlan more = new(SmallSweep.Read(SmallSweep.Samples.Replace("repeat: 2", "repeat: 5", StringComparison.Ordinal)));
        Dictionary<string, InputDraw> draws = more.Runs.ToDictionary(run => run.Name, run => run.Draw);
        Assert.All(few.Runs, run => Assert.Equal(run.Draw, draws[run.Name]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(40)]
    public void ShardsHaveEveryRunOnce(int count)
    {
        foreach (string text in (string[])[SmallSweep.LearningRates, SmallSweep.Samples])
        {
            SweepPlan plan = new(SmallSweep.Read(text));
            SweepRun[] joined = [.. Enumerable.Range(1, count).SelectMany(number => plan.Shard(new SweepShard(number, count)))];
            Assert.Equal(plan.InOrder, joined);
        }
    }

    [Fact]
    public void ShardsAreEqualInWorkAndKeepRepeatsTogether()
    {
        SweepPlan plan = new(ConfigurationReader.ReadSweep(RepositoryFile.Path("configs", "bulk_losses_vary_n.yml")));
        Assert.All(plan.Shard(new SweepShard(1, 2)), run => Assert.Equal(0, run.Repeat));
        Assert.All(plan.Shard(new SweepShard(2, 2)), run => Assert.Equal(1, run.Repeat));
    }

    [Fact]
    public void ListsThatMakeNoSweepAreRefused()
    {
        Assert.Contains("'lr' lists 1 twice", Assert.Throws<ConfigurationException>(
            () => new SweepPlan(SmallSweep.Read(SmallSweep.LearningRates.Replace("[0.01, 1, 30]", "[1, 2, 1.0]", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<ConfigurationException>(
            () => new SweepPlan(SmallSweep.Read(SmallSweep.LearningRates.Replace("repeat: 2", "repeat: 2000000", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
    }
}
