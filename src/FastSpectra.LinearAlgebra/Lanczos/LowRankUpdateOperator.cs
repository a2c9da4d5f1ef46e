using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A + X Y^T with thin X (m x r) and Y (n x r): a fine-tuned weight, or a centred matrix.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LowRankUpdateOperator<T> : ILinearOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ILinearOperator<T> _a;
    private readonly Matrix<T> _x;
    private readonly Matrix<T> _y;
    private readonly T[] _coefficients;

    /// <summary>A + X Y^T.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public LowRankUpdateOperator(ILinearOperator<T> a, Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Rows != a.Rows || y.Rows != a.Columns || x.Columns != y.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, X is {x.Rows}x{x.Columns}, Y is {y.Rows}x{y.Columns}");
        }

        (_a, _x, _y, _coefficients) = (a, x, y, new T[x.Columns]);
    }

    /// <inheritdoc/>
    public int Rows => _a.Rows;

    /// <inheritdoc/>
    public int Columns => _a.Columns;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        _a.Multiply(x, y, team);
        Gemv.Multiply(T.One, _y.View.Transposed, x, T.Zero, _coefficients, team);
        Gemv.Multiply(T.One, _x.View, _coefficients, T.One, y, team);
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team)
    {
        _a.MultiplyTransposed(y, x, team);
        Gemv.Multiply(T.One, _x.View.Transposed, y, T.Zero, _coefficients, team);
        Gemv.Multiply(T.One, _y.View, _coefficients, T.One, x, team);
    }
}
