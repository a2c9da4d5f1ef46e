namespace FastSpectra.LinearAlgebra;

/// <summary>An m x n matrix known only by its products: dense, a product of factors, a sum, or a program.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ILinearOperator<T>
    where T : unmanaged
{
    /// <summary>m.</summary>
    int Rows { get; }

    /// <summary>n.</summary>
    int Columns { get; }

    /// <summary>y = A x; x has n elements, y has m.</summary>
    void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team);

    /// <summary>x = A^T y; y has m elements, x has n.</summary>
    void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team);
}
