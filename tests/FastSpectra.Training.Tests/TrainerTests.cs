using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Steps allocate nothing, notice divergence, and continue from remembered state as if they had not stopped.</summary>
public sealed class TrainerTests
{
    [Theory]
    [InlineData(OptimisationRule.Adam, 0, false, 2)]
    [InlineData(OptimisationRule.Adam, 7, true, 2)]
    [InlineData(OptimisationRule.GradientDescent, 0, true, 2)]
    [InlineData(OptimisationRule.GradientDescent, 7, false, 2)]
    [InlineData(OptimisationRule.Adam, 0, true, 3)]
    [InlineData(OptimisationRule.GradientDescent, 7, true, 4)]
    [InlineData(OptimisationRule.AdamW, 0, true, 2)]
    [InlineData(OptimisationRule.RmsProp, 0, true, 2)]
    [InlineData(OptimisationRule.SignGradientDescent, 0, true, 2)]
    [InlineData(OptimisationRule.NormalisedGradientDescent, 7, true, 2)]
    [InlineData(OptimisationRule.Muon, 0, true, 3)]
    public void AStepAllocatesNothing(OptimisationRule rule, int batchSize, bool trainLastLayer, int layers)
    {
        using ThreadTeam team = new(2);
        using Student<double> wide = StudentGradientTests.Draw(40, 30, layers);
        using Student<float> student = StudentGradientTests.ToFloat(wide);
        using Dataset<double> wideData = StudentGradientTests.DrawData(50, 30);
        using Dataset<float> data = new(StudentGradientTests.ToFloat(wideData.X), StudentGradientTests.ToFloat(wideData.Y));
        using Trainer<float> floats = new(student, data, Options(rule) with { BatchSize = batchSize, TrainLastLayer = trainLastLayer, NormaliseWeights = true, Momentum = 0.5 }, team);
        using Trainer<double> doubles = new(wide, wideData, Options(rule) with { BatchSize = batchSize, TrainLastLayer = trainLastLayer }, team);
        for (int i = 0; i < 10; i++)
        {
            floats.Step();
            doubles.Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            floats.Step();
            doubles.Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TrainingLowersTheLoss()
    {
        using Student<double> student = StudentGradientTests.Draw(40, 30);
        using Dataset<double> data = StudentGradientTests.DrawData(50, 30);
        using Trainer<double> trainer = new(student, data, Options(OptimisationRule.Adam), ThreadTeam.Single);
        double first = trainer.Step().Loss;
        StepResult last = default;
        for (int i = 0; i < 30; i++)
        {
            last = trainer.Step();
        }

        Assert.Equal(StepStatus.Ok, last.Status);
        Assert.Equal(0.1, last.LearningRate);
        Assert.True(last.Loss < first / 2);
    }

    [Fact]
    public void NormalisedWeightsHaveTheExpectedNormBeforeTheStep()
    {
        using Student<double> student = StudentGradientTests.Draw(40, 30, 3);
        using Dataset<double> data = StudentGradientTests.DrawData(50, 30);
        TrainingOptions options = Options(OptimisationRule.GradientDescent) with { Schedule = new ConstantRate(0), NormaliseWeights = true };
        using Trainer<double> trainer = new(student, data, options, ThreadTeam.Single);
        trainer.Step();
        Assert.Equal(Math.Sqrt(40 * 30), Math.Sqrt(SumOfSquares.Of<double>(student.W.Span)), 1e-12);
        Assert.Equal(40, Math.Sqrt(SumOfSquares.Of<double>(student.HiddenLayers[1].Span)), 1e-12);
    }

    [Theory]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 2)]
    [InlineData(true, true, 3)]
    public void ASharedFirstGradientGivesTheSameBitsAndIsComputedOnce(bool normaliseWeights, bool trainLastLayer, int layers)
    {
        TrainingOptions options = Options(OptimisationRule.Adam) with { NormaliseWeights = normaliseWeights, TrainLastLayer = trainLastLayer };
        using Dataset<double> data = StudentGradientTests.DrawData(50, 30);
        using FirstGradient<double> shared = new();
        double[] alone = Train(null);
        Assert.Equal(alone, Train(shared));
        Assert.True(shared.IsKnown);
        Assert.Equal(alone, Train(shared));

        // Other labels change a first step that is computed, and not one that is shared.
        double[] first = Train(null, steps: 1);
        data.Y.Span.Fill(7);
        Assert.Equal(first, Train(shared, steps: 1));
        Assert.NotEqual(first, Train(null, steps: 1));

        double[] Train(FirstGradient<double>? first, int steps = 3)
        {
            using Student<double> student = StudentGradientTests.Draw(40, 30, layers);
            using Trainer<double> trainer = new(student, data, options, ThreadTeam.Single, first);
            List<double> losses = [];
            for (int i = 0; i < steps; i++)
            {
                losses.Add(trainer.Step().Loss);
            }

            return [.. losses, .. student.HiddenLayers.SelectMany(layer => layer.Span.ToArray()), .. student.A.Span];
        }
    }

    [Fact]
    public void AFirstGradientOfAnotherShapeIsRefused()
    {
        using Dataset<double> data = StudentGradientTests.DrawData(50, 30);
        using FirstGradient<double> shared = new();
        using Student<double> student = StudentGradientTests.Draw(40, 30);
        using (Trainer<double> trainer = new(student, data, Options(OptimisationRule.Adam), ThreadTeam.Single, shared))
        {
            trainer.Step();
        }

        using Student<double> wider = StudentGradientTests.Draw(41, 30);
        using Trainer<double> other = new(wider, data, Options(OptimisationRule.Adam), ThreadTeam.Single, shared);
        Assert.Throws<ArgumentException>(() => other.Step());
    }

    [Fact]
    public void InfiniteWeightsAndLossesAreNoticedAtTheirStep()
    {
        using Student<double> student = StudentGradientTests.Draw(4, 3);
        using Dataset<double> data = StudentGradientTests.DrawData(5, 3);
        TrainingOptions options = Options(OptimisationRule.GradientDescent) with { Schedule = new ConstantRate(double.MaxValue), WeightDecay = 10 };
        using (Trainer<double> trainer = new(student, data, options, ThreadTeam.Single))
        {
            Assert.Equal(StepStatus.WeightsNotFinite, trainer.Step().Status);
        }

        student.A[0, 1] = double.NaN;
        student.W.Span.Clear();
        using Trainer<double> second = new(student, data, options, ThreadTeam.Single);
        Assert.Equal(StepStatus.LossNotFinite, second.Step().Status);
        Assert.Equal(0, second.Steps);
    }

    [Theory]
    [InlineData(OptimisationRule.Adam, 2)]
    [InlineData(OptimisationRule.GradientDescent, 2)]
    [InlineData(OptimisationRule.Adam, 3)]
    [InlineData(OptimisationRule.AdamW, 2)]
    [InlineData(OptimisationRule.RmsProp, 2)]
    [InlineData(OptimisationRule.SignGradientDescent, 2)]
    [InlineData(OptimisationRule.NormalisedGradientDescent, 2)]
    [InlineData(OptimisationRule.Muon, 3)]
    public void ContinuesFromRememberedStateWithTheSameBits(OptimisationRule rule, int layers)
    {
        using Dataset<double> data = StudentGradientTests.DrawData(23, 6);
        TrainingOptions options = Options(rule) with { BatchSize = 5, TrainLastLayer = true, Momentum = 0.9, Schedule = new StepRate(0.1, 3, 0.7) };
        using Student<double> whole = StudentGradientTests.Draw(8, 6, layers);
        using Trainer<double> first = new(whole, data, options, ThreadTeam.Single);
        using Student<double> part = StudentGradientTests.Draw(8, 6, layers);
        using Trainer<double> second = new(part, data, options, ThreadTeam.Single);
        for (int i = 0; i < 13; i++)
        {
            first.Step();
            if (i == 6)
            {
                part.CopyFrom(whole);
                foreach (((string name, Matrix<double> value), (string otherName, Matrix<double> other)) in first.Optimiser.State.Zip(second.Optimiser.State))
                {
                    Assert.Equal(name, otherName);
                    other.CopyFrom(value);
                }

                second.Optimiser.Resume(first.Steps);
            }
            else if (i > 6)
            {
                second.Step();
            }
        }

        Assert.Equal(whole.HiddenLayers.SelectMany(layer => layer.Span.ToArray()), part.HiddenLayers.SelectMany(layer => layer.Span.ToArray()));
        Assert.Equal(whole.A.Span.ToArray(), part.A.Span.ToArray());
    }

    private static TrainingOptions Options(OptimisationRule rule) => new() { Rule = rule, Schedule = new ConstantRate(0.1), Seed = 5 };
}
