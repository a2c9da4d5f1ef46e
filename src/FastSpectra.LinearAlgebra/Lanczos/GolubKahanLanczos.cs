using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant after j steps: A V = U B, A^T U = V B^T + r e_j^T; V (n x j) and U (m x j) orthonormal, r orthogonal to V; B upper triangular:
// bidiagonal, after a restart a diagonal with one full column, then bidiagonal. Vectors are stored in rows.
// Cost of a step: one product with A and one with A^T (in one pass where the operator can), 8 (m + n) j flops for reorthogonalisation (twice, by Gemv).
// Source: Golub and Kahan (1965); Baglama and Reichel, "Augmented implicitly restarted Lanczos bidiagonalization methods" (2005), section 2;
// Simon and Zha (2000): reorthogonalising V alone keeps U semi-orthogonal while no value is tiny.

/// <summary>A Golub-Kahan-Lanczos factorisation of an operator that can be extended, restarted and inspected.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GolubKahanLanczos<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ILinearOperator<T> _operator;
    private readonly ThreadTeam _team;
    private readonly bool _isOneSided;
    private readonly RandomStream _random;
    private readonly Matrix<T> _v;
    private readonly Matrix<T> _u;
    private readonly Matrix<T> _spare;
    private readonly Matrix<T> _rotation;
    private readonly T[] _coefficients;
    private readonly double[,] _b;
    private int _drawn;
    private int _kept;

    /// <summary>Prepares a factorisation with room for <paramref name="capacity"/> steps; nothing is allocated later.</summary>
    /// <param name="linearOperator">A, m x n.</param>
    /// <param name="capacity">Largest number of steps, clamped to min(m, n).</param>
    /// <param name="seed">Seed of the random start vectors.</param>
    /// <param name="oneSided">Reorthogonalise V only.</param>
    /// <param name="team">Threads.</param>
    public GolubKahanLanczos(ILinearOperator<T> linearOperator, int capacity, ulong seed, bool oneSided, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(linearOperator);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _operator = linearOperator;
        Capacity = Math.Min(capacity, Math.Min(linearOperator.Rows, linearOperator.Columns));
        _team = team;
        _isOneSided = oneSided;
        _random = new RandomStream(seed, "lanczos");
        _v = new(Capacity + 1, linearOperator.Columns);
        _u = new(Capacity, linearOperator.Rows);
        _spare = new(Capacity, Math.Max(linearOperator.Rows, linearOperator.Columns));
        _rotation = new(Capacity, Capacity);
        _coefficients = new T[Capacity + 1];
        _b = new double[Capacity, Capacity];
    }

    /// <summary>Largest number of steps.</summary>
    public int Capacity { get; }

    /// <summary>j, the number of steps in the factorisation.</summary>
    public int Steps { get; private set; }

    /// <summary>|r|.</summary>
    public double ResidualNorm { get; private set; }

    /// <summary>Products with A or A^T so far.</summary>
    public long Applications { get; private set; }

    /// <summary>Right vectors in rows 0 ... j-1, and r / |r| in row j.</summary>
    public Matrix<T> V => _v;

    /// <summary>Left vectors in rows 0 ... j-1.</summary>
    public Matrix<T> U => _u;

    /// <summary>Element (i, k) of B, i, k below j.</summary>
    public double B(int i, int k) => _b[i, k];

    /// <summary>Begins with the direction of <paramref name="start"/> (n elements), or a random one where it is empty.</summary>
    /// <exception cref="ArgumentException">The start vector has another length.</exception>
    public void Start(ReadOnlySpan<T> start)
    {
        if (!start.IsEmpty && start.Length != _operator.Columns)
        {
            throw new ArgumentException($"the start vector has {start.Length} elements, the operator is {_operator.Rows}x{_operator.Columns}", nameof(start));
        }

        Steps = 0;
        _kept = 0;
        ResidualNorm = 0;
        Array.Clear(_b);
        Span<T> v = _v.Row(0);
        if (!start.IsEmpty)
        {
            start.CopyTo(v);
        }

        if (start.IsEmpty || !Normalise(v, 0, out _))
        {
            Draw(_v, 0);
        }
    }

    /// <summary>One step. False when the factorisation is full or has exhausted the space.</summary>
    /// <exception cref="NonFiniteMatrixException">A product with the operator is not finite.</exception>
    public bool Expand()
    {
        int j = Steps;
        if (j == Capacity)
        {
            return false;
        }

        double scale = Largest(j);
        Span<T> u = _u.Row(j);
        Span<T> next = _v.Row(j + 1);
        INormalOperator<T>? normal = _operator as INormalOperator<T>;
        if (normal is null)
        {
            _operator.Multiply(_v.Row(j), u, _team);
        }
        else
        {
            normal.MultiplyNormal(_v.Row(j), u, next, _team);
        }

        // Column j of B below the diagonal is known: the couplings rho_i after a restart, or the last |r|.
        for (int i = j == _kept ? 0 : j - 1; i < j; i++)
        {
            Axpy.Apply(T.CreateChecked(-_b[i, j]), _u.Row(i), u);
        }

        if (!_isOneSided)
        {
            Orthogonalise(_u, j, u);
        }

        if (!Normalise(u, scale, out double alpha))
        {
            // A v_j lies in the span of U: alpha = 0 and any new direction keeps the equations.
            alpha = 0;
            Draw(_u, j);
        }

        _b[j, j] = alpha;
        if (normal is null || alpha == 0)
        {
            _operator.MultiplyTransposed(u, next, _team);
            Axpy.Apply(T.CreateChecked(-alpha), _v.Row(j), next);
        }
        else
        {
            // A^T A v_j = alpha A^T u_j + sum rho_i A^T u_i, and all but the first term lie in the span of V: r without reading A again.
            // An error of earlier steps grows by rho / alpha here, which is why TopTriplets recomputes its residuals.
            Scale.Apply(T.CreateChecked(1 / alpha), next);
        }

        Applications += 2;
        Steps = j + 1;
        Orthogonalise(_v, j + 1, next);
        ResidualNorm = Normalise(next, Largest(j + 1), out double beta) ? beta : 0;
        if (ResidualNorm == 0 && j + 1 < _operator.Columns)
        {
            Draw(_v, j + 1);
        }

        if (j + 1 < Capacity)
        {
            _b[j, j + 1] = ResidualNorm;
        }

        return true;
    }

    /// <summary>Keeps <paramref name="count"/> combinations: V = V Q, U = U P, B = diag(values) coupled to r by |r| times the last row of P.</summary>
    /// <param name="count">Number of triplets to keep, below j.</param>
    /// <param name="p">Left vectors of B in columns.</param>
    /// <param name="values">Values of B.</param>
    /// <param name="qt">Right vectors of B in rows.</param>
    public void Restart(int count, Matrix<double> p, ReadOnlySpan<double> values, Matrix<double> qt)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(qt);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Capacity);
        int j = Steps;
        Combine(_u, p.View.Transposed, count);
        Combine(_v, qt.View, count);
        _v.Row(j).CopyTo(_v.Row(count));
        Array.Clear(_b);
        for (int i = 0; i < count; i++)
        {
            _b[i, i] = values[i];
            _b[i, count] = ResidualNorm * p[j - 1, i];
        }

        Steps = count;
        _kept = count;
    }

    /// <summary>The first rows of V or U combined with the rows of weights: rows 0 ... count-1 become weights times rows.</summary>
    public void Combine(Matrix<T> rows, MatrixView<double> weights, int count)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int j = Steps;
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < j; k++)
            {
                _rotation[i, k] = T.CreateChecked(weights[i, k]);
            }
        }

        MatrixView<T> target = _spare.View.Slice(0, 0, count, rows.Columns);
        Gemm.Multiply(T.One, _rotation.View.Slice(0, 0, count, j), rows.View.Slice(0, 0, j, rows.Columns), T.Zero, target, _team);
        for (int i = 0; i < count; i++)
        {
            _spare.Row(i)[..rows.Columns].CopyTo(rows.Row(i));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _v.Dispose();
        _u.Dispose();
        _spare.Dispose();
        _rotation.Dispose();
    }

    private double Largest(int j)
    {
        double largest = 0;
        for (int i = 0; i < j; i++)
        {
            largest = Math.Max(largest, Math.Abs(_b[i, i]));
        }

        return largest;
    }

    // Classical Gram-Schmidt twice: orthogonal to working precision (Giraud, Langou, Rozloznik 2005).
    private void Orthogonalise(Matrix<T> basis, int count, Span<T> x)
    {
        if (count == 0)
        {
            return;
        }

        MatrixView<T> rows = basis.View.Slice(0, 0, count, basis.Columns);
        Span<T> coefficients = _coefficients.AsSpan(0, count);
        for (int pass = 0; pass < 2; pass++)
        {
            Gemv.Multiply(T.One, rows, x, T.Zero, coefficients, _team);
            Gemv.Multiply(-T.One, rows.Transposed, coefficients, T.One, x, _team);
        }
    }

    // False if the norm is rounding noise beside scale, or zero.
    private static bool Normalise(Span<T> x, double scale, out double norm)
    {
        norm = double.CreateChecked(Norm2.Of(x));
        double ulp = typeof(T) == typeof(float) ? 1.1920928955078125e-07 : 2.220446049250313e-16;
        if (!double.IsFinite(norm))
        {
            throw new NonFiniteMatrixException("a product with the operator, or the start vector, is not finite");
        }

        if (norm <= 10 * ulp * scale)
        {
            return false;
        }

        Scale.Apply(T.CreateChecked(1 / norm), x);
        return true;
    }

    // A random unit vector orthogonal to the rows before it.
    private void Draw(Matrix<T> basis, int row)
    {
        Span<T> x = basis.Row(row);
        _random.Normals(x, (long)_drawn++ * x.Length);
        Orthogonalise(basis, row, x);
        if (!Normalise(x, 0, out _))
        {
            x.Clear();
        }
    }
}
