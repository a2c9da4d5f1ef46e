namespace FastSpectra.LinearAlgebra;

/// <summary>The product A B without forming it: an adapter B A of two thin factors, or a chain of layers.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ProductOperator<T> : ILinearOperator<T>
    where T : unmanaged
{
    private readonly ILinearOperator<T> _a;
    private readonly ILinearOperator<T> _b;
    private readonly T[] _inner;

    /// <summary>A B.</summary>
    /// <exception cref="ArgumentException">A has not as many columns as B has rows.</exception>
    public ProductOperator(ILinearOperator<T> a, ILinearOperator<T> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Columns != b.Rows)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, B is {b.Rows}x{b.Columns}");
        }

        (_a, _b, _inner) = (a, b, new T[a.Columns]);
    }

    /// <inheritdoc/>
    public int Rows => _a.Rows;

    /// <inheritdoc/>
    public int Columns => _b.Columns;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        _b.Multiply(x, _inner, team);
        _a.Multiply(_inner, y, team);
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team)
    {
        _a.MultiplyTransposed(y, _inner, team);
        _b.MultiplyTransposed(_inner, x, team);
    }
}
