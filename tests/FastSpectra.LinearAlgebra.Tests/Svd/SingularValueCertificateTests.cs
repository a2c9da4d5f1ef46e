// Invariant: computed values pass; a value moved by more than its interval, a missing or repeated one, and wrong order fail (negative
// controls), at every size by the same counts.
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

public class SingularValueCertificateTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    [InlineData(70, 40)]
    public void ComputedValuesPassAndChangedOnesFail(int rows, int columns)
    {
        Check<double>(rows, columns);
        Check<float>(rows, columns);
    }

    [Fact]
    public void LargeMatricesAreCountedToo()
    {
        using Workspace workspace = new();
        using Matrix<float> a = Sample<float>(70_000, 120);
        using ThreadTeam team = new(2);
        float[] values = new float[120];
        Assert.Equal(SvdStatus.Converged, Svd.Values(a.View, values, workspace, team));
        Assert.True(SingularValueCertificate.Holds<float>(a.View, values, workspace, team));
        values[60] = values[59];
        values[119] *= 0.9f;
        Assert.False(SingularValueCertificate.Holds<float>(a.View, values, workspace, team));
    }

    [Fact]
    public void NotFiniteIsRefused()
    {
        using Workspace workspace = new();
        using Matrix<double> a = Sample<double>(9, 5);
        a[3, 3] = double.PositiveInfinity;
        Assert.False(SingularValueCertificate.Holds<double>(a.View, [5, 4, 3, 2, 1], workspace, ThreadTeam.Single));
    }

    [Fact]
    public void ZeroMatricesAndEmptyOnesPass()
    {
        using Workspace workspace = new();
        using Matrix<double> zero = new(4, 3);
        Assert.True(SingularValueCertificate.Holds<double>(zero.View, [0, 0, 0], workspace, ThreadTeam.Single));
        Assert.False(SingularValueCertificate.Holds<double>(zero.View, [1, 0, 0], workspace, ThreadTeam.Single));
        using Matrix<double> empty = new(4, 0);
        Assert.True(SingularValueCertificate.Holds<double>(empty.View, [], workspace, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => SingularValueCertificate.Holds<double>(zero.View, [0, 0], workspace, ThreadTeam.Single));
    }

    private static void Check<T>(int rows, int columns)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Workspace workspace = new();
        using Matrix<T> a = Sample<T>(rows, columns);
        T[] values = new T[Math.Min(rows, columns)];
        Assert.Equal(SvdStatus.Converged, Svd.Values(a.View, values, workspace, ThreadTeam.Single));
        Assert.True(SingularValueCertificate.Holds<T>(a.View, values, workspace, ThreadTeam.Single));
        foreach (int i in (int[])[0, values.Length / 2, values.Length - 1])
        {
            // Beyond the interval on either side by more than the few ulp that a count resolves; half of it is within.
            double delta = SingularValueCertificate.Interval(rows, columns, values[0]);
            foreach (double part in (double[])[-1.5, -0.5, 0.5, 1.5])
            {
                T[] changed = (T[])values.Clone();
                changed[i] += T.CreateChecked(part * delta);
                bool isOrdered = (i == 0 || changed[i] <= changed[i - 1]) && (i + 1 == values.Length || changed[i] >= changed[i + 1]);
                Assert.Equal(Math.Abs(part) < 1 && isOrdered, SingularValueCertificate.Holds<T>(a.View, changed, workspace, ThreadTeam.Single));
            }
        }

        Assert.False(SingularValueCertificate.Holds<T>(a.View, [.. values[..^1], T.NaN], workspace, ThreadTeam.Single));
        if (values.Length > 1)
        {
            Assert.False(SingularValueCertificate.Holds<T>(a.View, [values[0], .. values[..^1]], workspace, ThreadTeam.Single));
            Assert.False(SingularValueCertificate.Holds<T>(a.View, [.. values[1..], values[^1]], workspace, ThreadTeam.Single));
            Assert.False(SingularValueCertificate.Holds<T>(a.View, [.. values[1..], values[0]], workspace, ThreadTeam.Single));
        }
    }

    private static Matrix<T> Sample<T>(int rows, int columns)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> a = new(rows, columns);
        Random random = new(rows + columns);
        for (int i = 0; i < rows; i++)
        {
            foreach (ref T element in a.Row(i))
            {
                element = T.CreateChecked(random.NextDouble() - 0.5);
            }
        }

        return a;
    }
}
