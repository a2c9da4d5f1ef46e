using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A (I - V^T V) for an A that forms both products in one pass.</summary>
internal sealed class DeflatedNormalOperator<T>(INormalOperator<T> a, Matrix<T> v, int count) : DeflatedOperator<T>(a, v, count), INormalOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void MultiplyNormal(MatrixView<T> x, MatrixView<T> y, MatrixView<T> z, ThreadTeam team)
    {
        a.MultiplyNormal(Projected(x, team), y, z, team);
        Project(z, team);
    }
}
