using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>
/// A matrix overlaps with itself as the identity; a rotation of the inputs moves only the right vectors; all of a basis is captured.
/// </summary>
public sealed class SingularVectorOverlapsTests
{
    [Theory]
    [InlineData(9, 6)]
    [InlineData(6, 9)]
    public void AMatrixOverlapsWithItselfAsTheIdentity(int rows, int columns)
    {
        using Matrix<double> w = Draw(rows, columns, "w");
        using Workspace workspace = new();
        using SingularVectors vectors = SingularVectors.Of(w, workspace, ThreadTeam.Single);
        using SingularVectorOverlaps overlaps = SingularVectorOverlaps.Of(vectors, vectors, ThreadTeam.Single);
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                Assert.Equal(i == j ? 1 : 0, overlaps.Left[i, j], 1e-13);
                Assert.Equal(i == j ? 1 : 0, overlaps.Right[i, j], 1e-13);
            }
        }
    }

    [Fact]
    public void AnOrderOfInputsMovesOnlyTheRightVectors()
    {
        using Matrix<double> w = Draw(9, 6, "w");
        using Matrix<double> m = new(9, 6);
        for (int i = 0; i < 9; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                m[i, j] = w[i, 5 - j];
            }
        }

        using Workspace workspace = new();
        using SingularVectors ofW = SingularVectors.Of(w, workspace, ThreadTeam.Single);
        using SingularVectors ofM = SingularVectors.Of(m, workspace, ThreadTeam.Single);
        using SingularVectorOverlaps overlaps = SingularVectorOverlaps.Of(ofW, ofM, ThreadTeam.Single);
        Assert.Equal(1, SingularVectorOverlaps.Captured(overlaps.Left, 3), 1e-12);
        Assert.Equal(1, SingularVectorOverlaps.Captured(overlaps.Right, 6), 1e-12);
        Assert.False(SingularVectorOverlaps.Captured(overlaps.Right, 3) > 0.99);
        using Matrix<double> other = Draw(8, 6, "w");
        using SingularVectors ofOther = SingularVectors.Of(other, workspace, ThreadTeam.Single);
        Assert.Throws<ArgumentException>(() => SingularVectorOverlaps.Of(ofW, ofOther, ThreadTeam.Single));
    }

    // Values a float rounding apart: in floats the vectors of a pair would turn by as much as they please.
    [Fact]
    public void FloatsAreDecomposedInDouble()
    {
        using Matrix<double> noise = Draw(9, 6, "noise");
        using Matrix<float> w = new(9, 6);
        using Matrix<double> exact = new(9, 6);
        for (int i = 0; i < 9; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                w[i, j] = (float)((i == j ? 1 : 0) + (1e-6 * noise[i, j]));
                exact[i, j] = w[i, j];
            }
        }

        using Workspace workspace = new();
        using SingularVectors ofFloats = SingularVectors.Of(w, workspace, ThreadTeam.Single);
        using SingularVectors ofDoubles = SingularVectors.Of(exact, workspace, ThreadTeam.Single);
        Assert.Equal(ofDoubles.Values.ToArray(), ofFloats.Values.ToArray());
        Assert.Equal(ofDoubles.Left.Span.ToArray(), ofFloats.Left.Span.ToArray());
        Assert.Equal(ofDoubles.RightTransposed.Span.ToArray(), ofFloats.RightTransposed.Span.ToArray());
    }

    private static Matrix<double> Draw(int rows, int columns, string stream)
    {
        Matrix<double> matrix = new(rows, columns);
        new RandomStream(1, stream).Normals(matrix.Span, 0);
        return matrix;
    }
}
