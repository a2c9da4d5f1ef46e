using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Labels follow the formula, any subset can be drawn again, and their moments are those of softplus of a normal number.</summary>
public sealed class MultiIndexTeacherTests
{
    [Fact]
    public void LabelsFollowTheFormula()
    {
        using MultiIndexTeacher<double> teacher = MultiIndexTeacher<double>.Draw(31, 9, "beta");
        Assert.Equal(1, Math.Sqrt(SumOfSquares.Of<double>(teacher.Beta.Span)), 1e-14);
        using Dataset<double> quiet = teacher.DrawDataset(20, 0, 9, "train", ThreadTeam.Single);
        using Dataset<double> noisy = teacher.DrawDataset(20, 0.5, 9, "train", ThreadTeam.Single);
        Matrix<double> noise = new(20, 1);
        new RandomStream(9, "train.noise").Normals(noise.Span, 0);
        Assert.Equal(quiet.X.Span.ToArray(), noisy.X.Span.ToArray());
        for (int i = 0; i < 20; i++)
        {
            double z = 0;
            for (int j = 0; j < 31; j++)
            {
                z += quiet.X[i, j] * teacher.Beta[j, 0];
            }

            Assert.Equal(Math.Log(1 + Math.Exp(z)), quiet.Y[i, 0], 1e-13);
            Assert.Equal(quiet.Y[i, 0] + (0.5 * noise[i, 0]), noisy.Y[i, 0], 1e-13);
        }
    }

    [Fact]
    public void LinkAndNormTermFollowTheFormula()
    {
        using MultiIndexTeacher<double> plain = MultiIndexTeacher<double>.Draw(31, 9, "beta");
        using MultiIndexTeacher<double> teacher = MultiIndexTeacher<double>.Draw(31, 9, "beta", TeacherLink.NormalisedSoftplus, 0.2);
        using Dataset<double> before = plain.DrawDataset(20, 0, 9, "train", ThreadTeam.Single);
        using Dataset<double> data = teacher.DrawDataset(20, 0, 9, "train", ThreadTeam.Single);
        for (int i = 0; i < 20; i++)
        {
            double square = SumOfSquares.Of<double>(data.X.Row(i));
            double expected = ((before.Y[i, 0] - 0.80605918334744) / Math.Sqrt(0.271514501800559)) + (0.2 / 31 * square);
            Assert.Equal(expected, data.Y[i, 0], 1e-13);
        }

        using MultiIndexTeacher<double> normalised = MultiIndexTeacher<double>.Draw(8, 4, "beta", TeacherLink.NormalisedSoftplus);
        using Dataset<double> many = normalised.DrawDataset(20000, 0, 4, "train", ThreadTeam.Single);
        Assert.Equal(0, Sum.Of<double>(many.Y.Span) / many.Count, 5 / Math.Sqrt(many.Count));
        Assert.Equal(1, SumOfSquares.Of<double>(many.Y.Span) / many.Count, 0.05);
    }

    [Fact]
    public void ASmallerDatasetIsTheBeginningOfALargerOne()
    {
        using MultiIndexTeacher<float> teacher = MultiIndexTeacher<float>.Draw(17, 2, "beta");
        using ThreadTeam team = new(3);
        using Dataset<float> small = teacher.DrawDataset(11, 0.3, 2, "probe", ThreadTeam.Single);
        using Dataset<float> large = teacher.DrawDataset(29, 0.3, 2, "probe", team);
        Assert.Equal(small.X.Span.ToArray(), large.X.Span[..(11 * 17)].ToArray());
        Assert.Equal(small.Y.Span.ToArray(), large.Y.Span[..11].ToArray());
    }

    [Fact]
    public void MomentsAreThoseOfSoftplus()
    {
        // E softplus(g) = 0.806059 and Var = 0.271515 for standard normal g; the noise adds 0.09. Five standard errors of 20000 samples.
        using MultiIndexTeacher<double> teacher = MultiIndexTeacher<double>.Draw(8, 4, "beta");
        using Dataset<double> data = teacher.DrawDataset(20000, 0.3, 4, "train", ThreadTeam.Single);
        double mean = Sum.Of<double>(data.Y.Span) / data.Count;
        double square = SumOfSquares.Of<double>(data.Y.Span) / data.Count;
        Assert.Equal(0.806059, mean, 5 * Math.Sqrt(0.361515 / data.Count));
        Assert.Equal(0.361515, square - (mean * mean), 0.03);
    }

    [Fact]
    public void DirectionsAreOrthonormalAndTheFirstIsThatOfTheSingleIndexTeacher()
    {
        using MultiIndexTeacher<double> one = MultiIndexTeacher<double>.Draw(31, 9, "beta");
        using MultiIndexTeacher<double> five = MultiIndexTeacher<double>.Draw(31, 9, "beta", directions: 5);
        for (int k = 0; k < 5; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                double product = Enumerable.Range(0, 31).Sum(i => five.Beta[i, k] * five.Beta[i, l]);
                Assert.Equal(k == l ? 1 : 0, product, 1e-15);
            }
        }

        Assert.Equal(one.Beta.Span.ToArray(), Enumerable.Range(0, 31).Select(i => five.Beta[i, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiIndexTeacher<double>.Draw(3, 9, "beta", directions: 4));
        Assert.Throws<ArgumentException>(() => new MultiIndexTeacher<double>(new Matrix<double>(3, 0)));
    }

    [Theory]
    [InlineData(TeacherLink.Softplus)]
    [InlineData(TeacherLink.NormalisedSoftplus)]
    public void LabelsAreTheScaledSumOverTheDirections(TeacherLink link)
    {
        const int d = 13, directions = 3;
        using MultiIndexTeacher<double> teacher = MultiIndexTeacher<double>.Draw(d, 9, "beta", link, 0.2, directions);
        using ThreadTeam team = new(3);
        using Dataset<double> data = teacher.DrawDataset(21, 0, 9, "train", team);
        for (int i = 0; i < data.Count; i++)
        {
            double sum = 0;
            for (int k = 0; k < directions; k++)
            {
                double z = Enumerable.Range(0, d).Sum(j => data.X[i, j] * teacher.Beta[j, k]);
                double value = Math.Log(1 + Math.Exp(z));
                sum += link == TeacherLink.Softplus ? value : (value - 0.80605918334744) / Math.Sqrt(0.271514501800559);
            }

            Assert.Equal((sum / Math.Sqrt(directions)) + (0.2 / d * SumOfSquares.Of<double>(data.X.Row(i))), data.Y[i, 0], 1e-13);
        }

        // A vector in the span keeps its norm, one orthogonal to it loses it.
        double[] inside = [.. Enumerable.Range(0, d).Select(i => (3 * teacher.Beta[i, 0]) - (4 * teacher.Beta[i, 2]))];
        Assert.Equal(5, teacher.ProjectionNorm(inside), 1e-14);
        double[] outside = new double[d];
        new RandomStream(2, "v").Normals(outside.AsSpan(), 0);
        for (int k = 0; k < directions; k++)
        {
            double along = Enumerable.Range(0, d).Sum(i => outside[i] * teacher.Beta[i, k]);
            outside = [.. outside.Select((value, i) => value - (along * teacher.Beta[i, k]))];
        }

        Assert.Equal(0, teacher.ProjectionNorm(outside), 1e-14);
    }
}
