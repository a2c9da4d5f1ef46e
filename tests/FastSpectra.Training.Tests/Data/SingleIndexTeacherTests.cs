using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Labels follow the formula, any subset can be drawn again, and their moments are those of softplus of a normal number.</summary>
public sealed class SingleIndexTeacherTests
{
    [Fact]
    public void LabelsFollowTheFormula()
    {
        using SingleIndexTeacher<double> teacher = SingleIndexTeacher<double>.Draw(31, 9, "beta");
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
        using SingleIndexTeacher<double> plain = SingleIndexTeacher<double>.Draw(31, 9, "beta");
        using SingleIndexTeacher<double> teacher = SingleIndexTeacher<double>.Draw(31, 9, "beta", TeacherLink.NormalisedSoftplus, 0.2);
        using Dataset<double> before = plain.DrawDataset(20, 0, 9, "train", ThreadTeam.Single);
        using Dataset<double> data = teacher.DrawDataset(20, 0, 9, "train", ThreadTeam.Single);
        for (int i = 0; i < 20; i++)
        {
            double square = SumOfSquares.Of<double>(data.X.Row(i));
            double expected = ((before.Y[i, 0] - 0.80605918334744) / Math.Sqrt(0.271514501800559)) + (0.2 / 31 * square);
            Assert.Equal(expected, data.Y[i, 0], 1e-13);
        }

        using SingleIndexTeacher<double> normalised = SingleIndexTeacher<double>.Draw(8, 4, "beta", TeacherLink.NormalisedSoftplus);
        using Dataset<double> many = normalised.DrawDataset(20000, 0, 4, "train", ThreadTeam.Single);
        Assert.Equal(0, Sum.Of<double>(many.Y.Span) / many.Count, 5 / Math.Sqrt(many.Count));
        Assert.Equal(1, SumOfSquares.Of<double>(many.Y.Span) / many.Count, 0.05);
    }

    [Fact]
    public void ASmallerDatasetIsTheBeginningOfALargerOne()
    {
        using SingleIndexTeacher<float> teacher = SingleIndexTeacher<float>.Draw(17, 2, "beta");
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
        using SingleIndexTeacher<double> teacher = SingleIndexTeacher<double>.Draw(8, 4, "beta");
        using Dataset<double> data = teacher.DrawDataset(20000, 0.3, 4, "train", ThreadTeam.Single);
        double mean = Sum.Of<double>(data.Y.Span) / data.Count;
        double square = SumOfSquares.Of<double>(data.Y.Span) / data.Count;
        Assert.Equal(0.806059, mean, 5 * Math.Sqrt(0.361515 / data.Count));
        Assert.Equal(0.361515, square - (mean * mean), 0.03);
    }
}
