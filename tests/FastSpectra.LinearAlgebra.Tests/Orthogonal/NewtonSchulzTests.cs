using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests.Orthogonal;

/// <summary>Singular vectors stay, each singular value goes through the polynomial five times: seen on diagonals and on random matrices.</summary>
public sealed class NewtonSchulzTests
{
    [Theory]
    [InlineData(40, 25)]
    [InlineData(25, 40)]
    [InlineData(33, 33)]
    public void SingularValuesOfARandomMatrixComeClose(int rows, int columns)
    {
        using Workspace workspace = new();
        using Matrix<double> g = Draw<double>(rows, columns);
        double[] before = Values(g, workspace);
        NewtonSchulz.Orthogonalise(g.View, workspace, ThreadTeam.Single);
        double[] after = Values(g, workspace);
        double norm = Math.Sqrt(before.Sum(value => value * value));
        double[] expected = [.. before.Select(value => Polynomial(value / norm)).OrderDescending()];
        for (int i = 0; i < after.Length; i++)
        {
            Assert.True(Math.Abs(after[i] - expected[i]) <= 1e-12, $"value {i}: {after[i]}, expected {expected[i]}");
        }

        // The smallest value of the square matrix is too small for five steps to reach 1.
        Assert.True(after[0] <= 1.21 && after[^2] >= 0.68, $"{after[0]}, {after[^2]}");
        Assert.False(before[0] / before[^2] <= 1.21 / 0.68, "the check says nothing of a matrix that was orthogonal before");
    }

    [Fact]
    public void TheResultIsTheOrthogonalFactorOfEqualValues()
    {
        // 3 I in the upper square: the polynomial of 1/sqrt(4) alone.
        using Workspace workspace = new();
        using Matrix<double> g = new(6, 4);
        for (int i = 0; i < 4; i++)
        {
            g[i, i] = 3;
        }

        NewtonSchulz.Orthogonalise(g.View, workspace, ThreadTeam.Single);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                Assert.Equal(i == j ? Polynomial(0.5) : 0, g[i, j], 1e-14);
            }
        }
    }

    [Fact]
    public void TheIntervalOfTheDocumentationHolds()
    {
        for (double s = 2e-3; s <= 1; s *= 1.001)
        {
            double value = Polynomial(s);
            Assert.True(value is >= 0.68 and <= 1.21, $"{s} becomes {value}");
        }

        Assert.True(Polynomial(1e-3) < 0.68);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(70, 33)]
    [InlineData(31, 130)]
    public void EveryLevelAndTeamGivesTheSameBits(int rows, int columns)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Workspace workspace = new();
            using ThreadTeam three = new(3);
            T[]? expected = null;
            foreach (SimdLevel level in InstructionSet.Available)
            {
                foreach (ThreadTeam team in (ThreadTeam[])[ThreadTeam.Single, three])
                {
                    using (InstructionSet.Use(level))
                    {
                        using Matrix<T> g = Draw<T>(rows, columns);
                        NewtonSchulz.Orthogonalise(g.View, workspace, team);
                        expected ??= g.Span.ToArray();
                        Assert.Equal(expected, g.Span.ToArray());
                    }
                }
            }
        }
    }

    [Fact]
    public unsafe void ASliceIsAMatrixToo()
    {
        using Workspace workspace = new();
        using Matrix<double> plain = Draw<double>(9, 5);
        using TestMatrix<double> gap = new(9, 5, StorageOrder.RowsWithGap, (i, j) => plain[i, j]);
        int before = gap.CountNaN();
        NewtonSchulz.Orthogonalise(plain.View, workspace, ThreadTeam.Single);
        NewtonSchulz.Orthogonalise(gap.View, workspace, ThreadTeam.Single);
        Assert.Equal(before, gap.CountNaN());
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(plain.Row(i).ToArray(), new Span<double>(gap.View.Data + (i * gap.View.RowStride), 5).ToArray());
        }

        Assert.Throws<ArgumentException>(() => NewtonSchulz.Orthogonalise(plain.View.Transposed, workspace, ThreadTeam.Single));
    }

    [Fact]
    public void ZerosStayAndSubnormalsGrow()
    {
        using Workspace workspace = new();
        using Matrix<float> zero = new(3, 4), tiny = new(3, 4), empty = new(0, 4);
        NewtonSchulz.Orthogonalise(zero.View, workspace, ThreadTeam.Single);
        NewtonSchulz.Orthogonalise(empty.View, workspace, ThreadTeam.Single);
        Assert.Equal(new float[12], zero.Span.ToArray());
        tiny[1, 2] = float.Epsilon;
        NewtonSchulz.Orthogonalise(tiny.View, workspace, ThreadTeam.Single);
        Assert.Equal(Polynomial(1), tiny[1, 2], 1e-6);
        tiny[0, 0] = float.NaN;
        NewtonSchulz.Orthogonalise(tiny.View, workspace, ThreadTeam.Single);
        Assert.Equal(float.NaN, tiny[0, 0]);
    }

    [Fact]
    public void AWarmCallAllocatesNothing()
    {
        using Workspace workspace = new();
        using Matrix<float> g = Draw<float>(50, 40);
        NewtonSchulz.Orthogonalise(g.View, workspace, ThreadTeam.Single);
        long before = GC.GetAllocatedBytesForCurrentThread();
        NewtonSchulz.Orthogonalise(g.View, workspace, ThreadTeam.Single);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double Polynomial(double s)
    {
        for (int i = 0; i < NewtonSchulz.Iterations; i++)
        {
            s = (3.4445 * s) - (4.7750 * s * s * s) + (2.0315 * s * s * s * s * s);
        }

        return s;
    }

    private static double[] Values(Matrix<double> matrix, Workspace workspace)
    {
        using Matrix<double> copy = matrix.Clone();
        double[] values = new double[Math.Min(matrix.Rows, matrix.Columns)];
        Assert.Equal(SvdStatus.Converged, Svd.Values(copy.View, values, workspace, ThreadTeam.Single));
        return values;
    }

    private static Matrix<T> Draw<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> matrix = new(rows, columns);
        new RandomStream(3, "g").Normals(matrix.Span, 0);
        return matrix;
    }
}
