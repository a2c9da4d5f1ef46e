using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Every epoch visits every sample once, in batches of the wanted size but for the last, and any step can be asked for first.</summary>
public sealed class BatchOrderTests
{
    [Theory]
    [InlineData(10, 3, 4)]
    [InlineData(12, 4, 3)]
    [InlineData(5, 1, 5)]
    public void EveryEpochVisitsEverySampleOnce(int count, int size, int steps)
    {
        BatchOrder order = new(count, size, 1);
        Assert.Equal(steps, order.StepsPerEpoch);
        int[]? earlier = null;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            List<int> seen = [];
            for (int step = 0; step < steps; step++)
            {
                ReadOnlySpan<int> batch = order.Samples((epoch * steps) + step);
                Assert.Equal(step < steps - 1 ? size : count - (size * (steps - 1)), batch.Length);
                seen.AddRange(batch);
            }

            Assert.NotEqual(earlier, seen);
            earlier = [.. seen];
            seen.Sort();
            Assert.Equal(Enumerable.Range(0, count), seen);
        }
    }

    [Fact]
    public void AnyStepCanBeFirst()
    {
        BatchOrder first = new(20, 6, 7);
        for (long step = 0; step < 9; step++)
        {
            _ = first.Samples(step);
        }

        Assert.Equal(first.Samples(9).ToArray(), new BatchOrder(20, 6, 7).Samples(9).ToArray());
        Assert.NotEqual(first.Samples(9).ToArray(), new BatchOrder(20, 6, 8).Samples(9).ToArray());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(100)]
    public void ABatchOfAllSamplesIsNotShuffled(int size)
    {
        BatchOrder order = new(8, size, 1);
        Assert.True(order.IsFullBatch);
        Assert.Equal(1, order.StepsPerEpoch);
        Assert.True(order.Samples(3).IsEmpty);
    }
}
