// Invariant: the place of a task in a Slurm array or an indexed job of Kubernetes is a shard; anything in doubt is refused.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class SweepShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    public void PartsAreCountedFromOne(string text, int number, int count) => Assert.Equal(new SweepShard(number, count), SweepShard.Parse(text, _ => null));

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("-1/2")]
    [InlineData("1/99999999999")]
    [InlineData("")]
    public void OthersAreRefused(string text) =>
        Assert.Contains("--shard", Assert.Throws<ConfigurationException>(() => SweepShard.Parse(text, _ => null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=4", "3/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=4", "1/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_STEP=2", "3/3")]
    [InlineData("JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=5", "1/5")]
    [InlineData("JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=5", "5/5")]
    public void AutoReadsTheScheduler(string environment, string expected) => Assert.Equal(expected, SweepShard.Parse("auto", Variables(environment)).ToString());

    [Theory]
    [InlineData("", "SLURM_ARRAY_TASK_ID")]
    [InlineData("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN")]
    [InlineData("SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=4", "'x'")]
    [InlineData("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=2", "without gaps")]
    [InlineData("SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_STEP=2", "without gaps")]
    [InlineData("JOB_COMPLETION_INDEX=1", "JOB_COMPLETIONS")]
    [InlineData("JOB_COMPLETION_INDEX=5 JOB_COMPLETIONS=5", "below")]
    public void AutoSaysWhatIsMissing(string environment, string part) =>
        Assert.Contains(part, Assert.Throws<ConfigurationException>(() => SweepShard.Parse("auto", Variables(environment))).Message, StringComparison.Ordinal);

    private static Func<string, string?> Variables(string environment)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return name => variables.GetValueOrDefault(name);
    }
}
