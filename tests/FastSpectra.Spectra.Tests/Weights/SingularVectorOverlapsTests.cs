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
        using SingularVectors<double> vectors = SingularVectors<double>.Of(w, workspace, ThreadTeam.Single);
        using SingularVectorOverlaps<double> overlaps = SingularVectorOverlaps<double>.Of(vectors, vectors, ThreadTeam.Single);
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
        using SingularVectors<double> ofW = SingularVectors<double>.Of(w, workspace, ThreadTeam.Single);
        using SingularVectors<double> ofM = SingularVectors<double>.Of(m, workspace, ThreadTeam.Single);
        using SingularVectorOverlaps<double> overlaps = SingularVectorOverlaps<double>.Of(ofW, ofM, ThreadTeam.Single);
        Assert.Equal(1, SingularVectorOverlaps<double>.Captured(overlaps.Left, 3), 1e-12);
        Assert.Equal(1, SingularVectorOverlaps<double>.Captured(overlaps.Right, 6), 1e-12);
        Assert.False(SingularVectorOverlaps<double>.Captured(overlaps.Right, 3) > 0.99);
        using Matrix<double> other = Draw(8, 6, "w");
        using SingularVectors<double> ofOther = SingularVectors<double>.Of(other, workspace, ThreadTeam.Single);
        Assert.Throws<ArgumentException>(() => SingularVectorOverlaps<double>.Of(ofW, ofOther, ThreadTeam.Single));
    }

    private static Matrix<double> Draw(int rows, int columns, string stream)
    {
        Matrix<double> matrix = new(rows, columns);
        new RandomStream(1, stream).Normals(matrix.Span, 0);
        return matrix;
    }
}
