using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant after j columns: A V = U B, A^T U = V B^T + W C^T; V (n x j), U (m x j) and the next block W orthonormal, W orthogonal to V; B
// upper triangular: block bidiagonal with blocks of b, after a restart a diagonal, full columns, then block bidiagonal; C is the next block
// column of B. Vectors are stored in rows. Cost of a step: b products with A and b with A^T, in one pass over A where the operator can, and
// 8 (m + n) j b flops for reorthogonalisation. Source: Golub and Kahan (1965); Golub, Luk and Overton (1981) for blocks; Baglama and
// Reichel (2005), section 2, for the restart; Simon and Zha (2000): reorthogonalising V alone keeps U semi-orthogonal while no value is tiny.

/// <summary>A block Golub-Kahan-Lanczos factorisation of an operator that can be extended, restarted and inspected.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class GolubKahanLanczos<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Where the diagonal of the triangle that turns A^T A V into A^T U is smaller than s_1 by more than this, the division would cost as many digits.
    private const double LargestSpread = 64;

    private readonly ILinearOperator<T> _operator;
    private readonly ThreadTeam _team;
    private readonly bool _isOneSided;
    private readonly RandomStream _random;
    private readonly int _block;
    private readonly Matrix<T> _v;
    private readonly Matrix<T> _u;
    private readonly Matrix<T> _spare;
    private readonly Matrix<T> _rotation;
    private readonly Matrix<T> _coefficients;
    private readonly Matrix<T> _sum;
    private readonly Matrix<T> _scratch;
    private readonly double[,] _b;
    private readonly double[,] _triangle;
    private int _drawn;
    private int _coupled;

    /// <summary>Prepares a factorisation; nothing is allocated later.</summary>
    /// <param name="linearOperator">A, m x n.</param>
    /// <param name="block">b, vectors per step; at least 1, and 1 where m is below n.</param>
    /// <param name="capacity">Largest j, rounded up to whole blocks and clamped to min(m, n).</param>
    /// <param name="seed">Seed of the random start vectors.</param>
    /// <param name="oneSided">Reorthogonalise V only.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">Blocks of several vectors were asked for a wide operator.</exception>
    public GolubKahanLanczos(ILinearOperator<T> linearOperator, int block, int capacity, ulong seed, bool oneSided, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(linearOperator);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (block > 1 && linearOperator.Rows < linearOperator.Columns)
        {
            throw new ArgumentException($"blocks need at least as many rows as columns; the operator is {linearOperator.Rows}x{linearOperator.Columns}", nameof(block));
        }

        int shorter = Math.Min(linearOperator.Rows, linearOperator.Columns);
        _operator = linearOperator;
        _block = Math.Min(block, Math.Max(shorter, 1));
        Capacity = (int)Math.Min(((long)capacity + _block - 1) / _block * _block, shorter);
        _team = team;
        _isOneSided = oneSided;
        _random = new RandomStream(seed, "lanczos");
        _v = new(Capacity + _block, linearOperator.Columns);
        _u = new(Capacity, linearOperator.Rows);
        _spare = new(Math.Max(Capacity, 1), Math.Max(linearOperator.Rows, linearOperator.Columns));
        _rotation = new(Capacity, Capacity);
        _coefficients = new(_block, Capacity + _block);
        int blockOrNone = _block > NormalProduct<T>.LargestBlock ? 1 : _block, longest = Math.Max(linearOperator.Rows, linearOperator.Columns);
        _sum = new(blockOrNone, longest);
        _scratch = new(1, checked((int)NormalProduct<T>.LargestScratch(Capacity + _block, longest, blockOrNone)));
        _b = new double[Capacity, Capacity + _block];
        _triangle = new double[_block, _block];
    }

    /// <summary>Largest j.</summary>
    public int Capacity { get; }

    /// <summary>b.</summary>
    public int BlockSize => _block;

    /// <summary>j, the number of columns in the factorisation.</summary>
    public int Steps { get; private set; }

    /// <summary>Vectors in the next block W: b, or what is left of the space.</summary>
    public int NextWidth => Math.Min(_block, _operator.Columns - Steps);

    /// <summary>The largest magnitude in C; |r| for single vectors.</summary>
    public double ResidualNorm { get; private set; }

    /// <summary>Products of A or A^T with a vector so far.</summary>
    public long Applications { get; private set; }

    /// <summary>Passes over the operator so far: a block, or both products of one, count once where the operator takes them together.</summary>
    public long Passes { get; private set; }

    /// <summary>Right vectors in rows 0 ... j-1, and the next block behind them.</summary>
    public Matrix<T> V => _v;

    /// <summary>Left vectors in rows 0 ... j-1.</summary>
    public Matrix<T> U => _u;

    /// <summary>Element (i, k) of B; of C, with k - j its column, for k from j on.</summary>
    public double B(int i, int k) => _b[i, k];

    /// <summary>Begins with the direction of <paramref name="start"/> (n elements), or a random one where it is empty; the rest of the block is random.</summary>
    /// <exception cref="ArgumentException">The start vector has another length.</exception>
    public void Start(ReadOnlySpan<T> start)
    {
        if (!start.IsEmpty && start.Length != _operator.Columns)
        {
            throw new ArgumentException($"the start vector has {start.Length} elements, the operator is {_operator.Rows}x{_operator.Columns}", nameof(start));
        }

        Steps = 0;
        _coupled = 0;
        ResidualNorm = 0;
        Array.Clear(_b);
        bool isGiven = false;
        if (!start.IsEmpty)
        {
            start.CopyTo(_v.Row(0));
            isGiven = Normalise(_v.Row(0), 0, out _);
        }

        for (int i = isGiven ? 1 : 0; i < NextWidth; i++)
        {
            Draw(_v, i);
        }
    }

    /// <summary>One step: j grows by a block. False when the factorisation is full or has exhausted the space.</summary>
    /// <exception cref="NonFiniteMatrixException">A product with the operator is not finite.</exception>
    public bool Expand()
    {
        int j = Steps;
        int width = Math.Min(NextWidth, Capacity - j);
        if (width <= 0)
        {
            return false;
        }

        double scale = Largest(j);
        MatrixView<T> v = Rows(_v, j, width), u = Rows(_u, j, width), next = _spare.View.Slice(0, 0, width, _operator.Columns);
        INormalOperator<T>? normal = _operator as INormalOperator<T>;
        if (normal is null)
        {
            _operator.Multiply(v, u, _team);
        }
        else
        {
            normal.MultiplyNormal(v, u, next, _team);
        }

        // The columns of B above the diagonal block are known: they are C.
        SubtractCoupling(j, width, u);
        if (!_isOneSided)
        {
            // Once: in exact arithmetic nothing would be left to remove, so that what is removed is of the size of rounding.
            Orthogonalise(_u, j, u);
        }

        bool isRegular = Factor(_u, j, width, width, scale);
        for (int i = 0; i < width; i++)
        {
            for (int l = 0; l < width; l++)
            {
                _b[j + l, j + i] = _triangle[l, i];
            }
        }

        Steps = j + width;
        Applications += 2 * width;
        Passes += normal is null ? 2 * (_operator.BlockSize > 1 ? 1 : width) : 1;
        if (normal is not null && isRegular && IsWellScaled(width, scale))
        {
            // A^T A v = A^T U r + A^T (earlier U) c, and all but the part of the first term in W lies in the span of V: A^T U without
            // reading A again. Errors of earlier steps grow by c / r here, which is why TopTriplets recomputes its residuals.
            Orthogonalise(_v, Steps, next);
            Divide(width, next);
        }
        else
        {
            _operator.MultiplyTransposed(u, next, _team);
            Passes += normal is null ? 0 : 1;
            Orthogonalise(_v, Steps, next);
        }

        Orthogonalise(_v, Steps, next);
        for (int i = 0; i < width; i++)
        {
            _spare.Row(i)[.._operator.Columns].CopyTo(_v.Row(Steps + i));
        }

        // W has NextWidth vectors: fewer than b only where V and W then fill the space.
        Factor(_v, Steps, width, NextWidth, Largest(Steps));
        double largest = 0;
        for (int i = 0; i < width; i++)
        {
            for (int l = 0; l < NextWidth; l++)
            {
                _b[j + i, Steps + l] = _triangle[l, i];
                largest = Math.Max(largest, Math.Abs(_triangle[l, i]));
            }
        }

        _coupled = j;
        ResidualNorm = largest;
        return true;
    }

    /// <summary>Keeps <paramref name="count"/> combinations: V = V Q, U = U P, B = diag(values), C = P^T C.</summary>
    /// <param name="count">Number of triplets to keep, below j and such that whole blocks remain up to the capacity.</param>
    /// <param name="p">Left vectors of B in columns.</param>
    /// <param name="values">Values of B.</param>
    /// <param name="qt">Right vectors of B in rows.</param>
    public void Restart(int count, Matrix<double> p, ReadOnlySpan<double> values, Matrix<double> qt)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(qt);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Steps);
        ArgumentOutOfRangeException.ThrowIfNotEqual((Capacity - count) % _block, 0, nameof(count));
        int j = Steps, width = NextWidth;
        Combine(_u, p.View.Transposed, count);
        Combine(_v, qt.View, count);
        double[,] coupling = new double[count, width];
        for (int i = 0; i < count; i++)
        {
            for (int l = 0; l < width; l++)
            {
                for (int k = _coupled; k < j; k++)
                {
                    coupling[i, l] += p[k, i] * _b[k, j + l];
                }
            }
        }

        Array.Clear(_b);
        for (int i = 0; i < count; i++)
        {
            _b[i, i] = values[i];
            for (int l = 0; l < width; l++)
            {
                _b[i, count + l] = coupling[i, l];
            }
        }

        for (int l = 0; l < width; l++)
        {
            _v.Row(j + l).CopyTo(_v.Row(count + l));
        }

        Steps = count;
        _coupled = 0;
        for (int l = width; l < NextWidth; l++)
        {
            // V and W had almost filled the space, and W was narrower than a block. What the restart gave up takes random directions, which A^T U does not reach.
            Draw(_v, count + l);
        }
    }

    /// <summary>The first rows of V or U combined with the rows of weights: rows 0 ... count-1 become weights times rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
        Gemm.Multiply(T.One, _rotation.View.Slice(0, 0, count, j), Rows(rows, 0, j), T.Zero, target, _team);
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
        _coefficients.Dispose();
        _sum.Dispose();
        _scratch.Dispose();
    }

    private static MatrixView<T> Rows(Matrix<T> matrix, int first, int count) =>
        new(matrix.Pointer + ((nint)first * matrix.Columns), count, matrix.Columns, matrix.Columns);

    private double Largest(int j)
    {
        double largest = 0;
        for (int i = 0; i < j; i++)
        {
            largest = Math.Max(largest, Math.Abs(_b[i, i]));
        }

        return largest;
    }

    private void SubtractCoupling(int j, int width, MatrixView<T> u)
    {
        int count = j - _coupled;
        if (count == 0)
        {
            return;
        }

        MatrixView<T> coefficients = _coefficients.View.Slice(0, 0, width, count);
        for (int i = 0; i < width; i++)
        {
            for (int k = 0; k < count; k++)
            {
                coefficients[i, k] = T.CreateChecked(_b[_coupled + k, j + i]);
            }
        }

        Gemm.Multiply(-T.One, coefficients, Rows(_u, _coupled, count), T.One, u, _team);
    }

    // Classical Gram-Schmidt of a block; called twice it is orthogonal to working precision (Giraud, Langou, Rozloznik 2005). The coefficients
    // X Q^T and their sum of rows (X Q^T) Q are the pair of products that NormalProduct forms in one pass over Q.
    private void Orthogonalise(Matrix<T> basis, int count, MatrixView<T> x)
    {
        if (count == 0)
        {
            return;
        }

        MatrixView<T> rows = new(basis.Pointer, count, basis.Columns, basis.Columns);
        MatrixView<T> coefficients = _coefficients.View.Slice(0, 0, x.Rows, count);
        if (x.Rows > NormalProduct<T>.LargestBlock)
        {
            Gemm.Multiply(T.One, x, rows.Transposed, T.Zero, coefficients, _team);
            Gemm.Multiply(-T.One, coefficients, rows, T.One, x, _team);
            return;
        }

        MatrixView<T> sum = _sum.View.Slice(0, 0, x.Rows, x.Columns);
        NormalProduct<T> product = new(rows, x, coefficients, coefficients, sum, _scratch.Pointer);
        _team.Run(ref product);
        for (int i = 0; i < x.Rows; i++)
        {
            Axpy.Apply(-T.One, sum.Data + (i * sum.RowStride), x.Data + (i * x.RowStride), x.Columns);
        }
    }

    // Rows first ... first + rows - 1, orthogonal to those before, become orthonormal rows in so many slots; row i was sum_l triangle[l, i]
    // row_l. A row in the span of others takes no slot; slots left over get random directions. True if every row took its own.
    private bool Factor(Matrix<T> basis, int first, int rows, int slots, double scale)
    {
        Array.Clear(_triangle);
        int slot = 0;
        for (int i = 0; i < rows; i++)
        {
            if (slot < i)
            {
                basis.Row(first + i).CopyTo(basis.Row(first + slot));
            }

            Span<T> x = basis.Row(first + slot);
            double before = double.CreateChecked(Norm2.Of(x));
            for (int pass = 0; pass < 2; pass++)
            {
                for (int l = 0; l < slot; l++)
                {
                    T coefficient = Dot.Of<T>(basis.Row(first + l), x);
                    Axpy.Apply(-coefficient, basis.Row(first + l), x);
                    _triangle[l, i] += double.CreateChecked(coefficient);
                }
            }

            double after = double.CreateChecked(Norm2.Of(x));
            if (after < 0.1 * before)
            {
                // What was left of earlier rows in it has grown with the rest: once more against all.
                Orthogonalise(basis, first + slot, Rows(basis, first + slot, 1));
            }

            if (Normalise(x, Math.Max(scale, before), out double norm) && slot < slots)
            {
                _triangle[slot, i] = norm;
                slot++;
            }
        }

        bool isRegular = slot == rows;
        for (; slot < slots; slot++)
        {
            Draw(basis, first + slot);
        }

        return isRegular;
    }

    // A^T A v errs by some ulp of s_1^2, which the division turns into s_1^2 / r; its elements have to stay in the range of T.
    private bool IsWellScaled(int width, double scale)
    {
        double smallest = _triangle[0, 0], largest = Math.Max(scale, smallest);
        for (int i = 1; i < width; i++)
        {
            smallest = Math.Min(smallest, _triangle[i, i]);
            largest = Math.Max(largest, _triangle[i, i]);
        }

        double range = Math.ScaleB(1, typeof(T) == typeof(float) ? 50 : 480);
        return largest <= LargestSpread * smallest && largest < range && largest > 1 / range;
    }

    // x_i = (z_i - sum_{l < i} r_li x_l) / r_ii, r the triangle in B.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Divide(int width, MatrixView<T> z)
    {
        int n = z.Columns;
        for (int i = 0; i < width; i++)
        {
            T* row = z.Data + (i * z.RowStride);
            for (int l = 0; l < i; l++)
            {
                Axpy.Apply(T.CreateChecked(-_triangle[l, i]), z.Data + (l * z.RowStride), row, n);
            }

            Scale.Apply(T.CreateChecked(1 / _triangle[i, i]), new Span<T>(row, n));
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

        T factor = T.CreateChecked(1 / norm);
        if (!T.IsFinite(factor))
        {
            // The reciprocal of a denormal: in two steps.
            const int exponent = 100;
            Scale.Apply(T.ScaleB(T.One, exponent), x);
            factor = T.CreateChecked(1 / Math.ScaleB(norm, exponent));
        }

        Scale.Apply(factor, x);
        return true;
    }

    // A random unit vector orthogonal to the rows before it.
    private void Draw(Matrix<T> basis, int row)
    {
        Span<T> x = basis.Row(row);
        _random.Normals(x, (long)_drawn++ * x.Length);
        MatrixView<T> view = Rows(basis, row, 1);
        Orthogonalise(basis, row, view);
        Orthogonalise(basis, row, view);
        if (!Normalise(x, 0, out _))
        {
            x.Clear();
        }
    }
}
