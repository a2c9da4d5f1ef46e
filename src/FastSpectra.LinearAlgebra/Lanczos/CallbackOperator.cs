namespace FastSpectra.LinearAlgebra;

/// <summary>An operator given by two functions: y = A x and x = A^T y.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CallbackOperator<T>(int rows, int columns, CallbackOperator<T>.Product multiply, CallbackOperator<T>.Product multiplyTransposed)
    : ILinearOperator<T>
    where T : unmanaged
{
    /// <summary>Writes the product of the operator (or its transpose) with the first vector into the second.</summary>
    public delegate void Product(ReadOnlySpan<T> vector, Span<T> result, ThreadTeam team);

    /// <inheritdoc/>
    public int Rows => rows;

    /// <inheritdoc/>
    public int Columns => columns;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => multiply(x, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) => multiplyTransposed(y, x, team);
}
