using System.Numerics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Singular value decomposition A = U diag(s) V^T of dense matrices in float or double: values only, with vectors, or values with the
/// projections of one vector. Values descend and are not negative. Errors are below a modest multiple of sqrt(max(m, n)) ulp of the
/// largest value, and vectors are orthogonal to working precision, whatever the spectrum. Bits depend on the matrix alone, not on
/// threads or instruction set, and scale exactly with powers of two.
/// </summary>
/// <remarks>Wide matrices are treated through their transpose. The methods that take a workspace allocate nothing once it is warm.</remarks>
public static unsafe class Svd
{
    /// <summary>The singular values of <paramref name="a"/>, descending: min(m, n) of them.</summary>
    /// <exception cref="NonFiniteMatrixException">An element is NaN or infinite.</exception>
    /// <exception cref="ArithmeticException">The iteration did not converge.</exception>
    public static T[] Values<T>(ReadOnlySpan2D<T> a, SvdOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new SvdOptions();
        T[] values = new T[Math.Min(a.Height, a.Width)];
        using Workspace workspace = new();
        fixed (T* data = &a.DangerousGetReference())
        {
            MatrixView<T> view = View(a, data);
            SvdStatus status = TwoStageValues.Run(view, values.AsSpan(), workspace, options.Team, options.IterationLimit ?? BidiagonalBisection.MaximumLevels);
            ThrowUnlessConverged(status, view);
        }

        return values;
    }

    /// <summary>U, S and V^T of <paramref name="a"/>. The status is in the result.</summary>
    /// <exception cref="NonFiniteMatrixException">An element is NaN or infinite.</exception>
    public static SvdResult<T> Compute<T>(ReadOnlySpan2D<T> a, SvdOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new SvdOptions();
        int m = a.Height, n = a.Width, k = Math.Min(m, n);
        bool full = options.Vectors == SvdVectors.Full;
        T[] s = new T[k];
        using Workspace workspace = new();
        fixed (T* data = &a.DangerousGetReference())
        {
            MatrixView<T> view = View(a, data);
            if (!MatrixScaling.TryFindExponent(view, out _))
            {
                throw MatrixScaling.Describe(view);
            }

            Matrix<T> u = new(m, full ? m : k);
            Matrix<T> vt = new(full ? n : k, n);
            SvdStatus status = Full(view, u.View, s, vt.View, workspace, options.Team, options.IterationLimit);
            return new SvdResult<T>(u, s, vt, status);
        }
    }

    /// <summary>The singular values and v_i . b for every right singular vector v_i, without forming the vectors.</summary>
    /// <returns>Values, descending, and the projections in the same order; their signs are as arbitrary as those of v_i.</returns>
    /// <exception cref="NonFiniteMatrixException">An element of the matrix is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">b has not one element per column.</exception>
    /// <exception cref="ArithmeticException">The iteration did not converge.</exception>
    public static (T[] Values, T[] Projections) ValuesAndRightProjections<T>(ReadOnlySpan2D<T> a, ReadOnlySpan<T> b, SvdOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new SvdOptions();
        int k = Math.Min(a.Height, a.Width);
        T[] values = new T[k];
        T[] projections = new T[k];
        using Workspace workspace = new();
        fixed (T* data = &a.DangerousGetReference())
        {
            MatrixView<T> view = View(a, data);
            SvdStatus status = ValuesAndRightProjections(view, b, values, projections, workspace, options.Team, options.IterationLimit);
            ThrowUnlessConverged(status, view);
        }

        return (values, projections);
    }

    /// <summary>Writes the min(m, n) singular values, descending.</summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length.</exception>
    public static SvdStatus Values<T>(MatrixView<T> a, Span<T> values, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(values.Length, a, nameof(values));
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        return TwoStageValues.Run(a, values, workspace, team);
    }

    /// <summary>Writes U, the singular values (descending) and V^T.</summary>
    /// <remarks>Scratch: mn + 7 k^2 elements, k = min(m, n): reflectors, both sets of inner vectors and what merges them; the workspace holds at most 2.1 times that, as it grows in pieces.</remarks>
    /// <param name="a">m x n; not changed.</param>
    /// <param name="u">m x k, k = min(m, n), or m x m.</param>
    /// <param name="s">k values.</param>
    /// <param name="vt">k x n or n x n.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static SvdStatus Full<T>(MatrixView<T> a, MatrixView<T> u, Span<T> s, MatrixView<T> vt, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Full(a, u, s, vt, workspace, team, stepLimit: null);

    private static SvdStatus Full<T>(
        MatrixView<T> a, MatrixView<T> u, Span<T> s, MatrixView<T> vt, Workspace workspace, ThreadTeam team, int? stepLimit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(s.Length, a, nameof(s));
        CheckVectors(a, u, vt);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        if (a.Rows < a.Columns)
        {
            (a, u, vt) = (a.Transposed, vt.Transposed, u.Transposed);
        }

        if (!MatrixScaling.TryFindExponent(a, out int exponent))
        {
            s.Fill(T.NaN);
            Fill(u, T.NaN);
            Fill(vt, T.NaN);
            return SvdStatus.NotFinite;
        }

        using Workspace.Mark mark = workspace.Begin();
        int n = a.Columns;
        DenseBidiagonal<T> bidiagonal = DenseBidiagonal<T>.Reduce(a, exponent, keepV: true, workspace, team);
        MatrixView<T> ut = workspace.TakeMatrix<T>(n, n);
        MatrixView<T> vtInner = workspace.TakeMatrix<T>(n + 1, n + 1);
        bool converged = Diagonalise(bidiagonal, n, ut, vtInner, workspace, team, stepLimit);
        int* order = DescendingOrder.Of(bidiagonal.D, n, workspace);
        Place(ut, order, null, u.Transposed);
        Place(vtInner.Slice(0, 0, n, n), order, bidiagonal.D, vt);
        bidiagonal.ApplyQ(u, workspace, team);
        bidiagonal.ApplyP(vt.Transposed, workspace, team);
        return Write(bidiagonal.D, order, exponent, converged, s);
    }

    /// <summary>Writes the singular values (descending) and v_i . b for each of the k = min(m, n) right singular vectors.</summary>
    /// <remarks>The signs are as arbitrary as those of the vectors. Two stages and O(n^2) beyond them.</remarks>
    /// <param name="a">m x n; not changed.</param>
    /// <param name="b">n elements.</param>
    /// <param name="values">k values.</param>
    /// <param name="projections">k projections.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static SvdStatus ValuesAndRightProjections<T>(
        MatrixView<T> a, ReadOnlySpan<T> b, Span<T> values, Span<T> projections, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValuesAndRightProjections(a, b, values, projections, workspace, team, stepLimit: null);

    /// <summary>The same for the K columns of <paramref name="b"/> from one decomposition, each with the bits of a call of its own.</summary>
    /// <param name="a">m x n; not changed.</param>
    /// <param name="b">n x K.</param>
    /// <param name="values">k values.</param>
    /// <param name="projections">k x K: v_i . b_j; the signs of a row are one and the same.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static SvdStatus ValuesAndRightProjections<T>(
        MatrixView<T> a, MatrixView<T> b, Span<T> values, MatrixView<T> projections, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValuesAndRightProjections(a, b, values, projections, workspace, team, stepLimit: null);

    private static SvdStatus ValuesAndRightProjections<T>(
        MatrixView<T> a, ReadOnlySpan<T> b, Span<T> values, Span<T> projections, Workspace workspace, ThreadTeam team, int? stepLimit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* vector = b, projected = projections)
        {
            return ValuesAndRightProjections(
                a, new MatrixView<T>(vector, b.Length, 1, 1, 1), values, new MatrixView<T>(projected, projections.Length, 1, 1, 1), workspace, team, stepLimit);
        }
    }

    private static SvdStatus ValuesAndRightProjections<T>(
        MatrixView<T> a, MatrixView<T> b, Span<T> values, MatrixView<T> projections, Workspace workspace, ThreadTeam team, int? stepLimit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength(values.Length, a, nameof(values));
        CheckLength(projections.Rows, a, nameof(projections));
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        if (b.Rows != a.Columns || projections.Columns != b.Columns)
        {
            throw new ArgumentException($"b is {b.Rows}x{b.Columns} and its projections {projections.Rows}x{projections.Columns}, the matrix is {a.Rows}x{a.Columns}", nameof(b));
        }

        if (!MatrixScaling.TryFindExponent(a, out int exponent))
        {
            values.Fill(T.NaN);
            Fill(projections, T.NaN);
            return SvdStatus.NotFinite;
        }

        int n = values.Length;
        if (n == 0)
        {
            return SvdStatus.Converged;
        }

        using Workspace.Mark mark = workspace.Begin();
        bool wide = a.Rows < a.Columns;
        MatrixView<T> carried = workspace.TakeMatrix<T>(b.Columns, TwoStageValues.CarriedLength<T>(b.Rows));
        for (int k = 0; k < carried.Rows; k++)
        {
            for (int i = 0; i < carried.Columns; i++)
            {
                carried[k, i] = i < b.Rows ? b[i, k] : T.Zero;
            }
        }

        // The right vectors of a wide matrix are the left ones of its transpose.
        double* d = TwoStageValues.Reduce(
            wide ? a.Transposed : a, exponent, new CarriedVectors<T>(carried.Data, carried.RowStride, carried.Rows, isLeft: wide), workspace, team, out double* e);
        MatrixView<double> projected = workspace.TakeMatrix<double>(carried.Rows, n);
        for (int k = 0; k < carried.Rows; k++)
        {
            for (int i = 0; i < n; i++)
            {
                projected[k, i] = double.CreateChecked(carried[k, i]);
            }
        }

        bool converged = Project(d, e, n, projected, wide, workspace, team, stepLimit);
        int* order = DescendingOrder.Of(d, n, workspace);
        for (int k = 0; k < carried.Rows; k++)
        {
            for (int i = 0; i < n; i++)
            {
                projections[i, k] = converged ? T.CreateChecked(projected[k, order[i]]) : T.NaN;
            }
        }

        return Write(d, order, exponent, converged, values);
    }

    private static bool Project(double* d, double* e, int n, MatrixView<double> vectors, bool left, Workspace workspace, ThreadTeam team, int? stepLimit)
    {
        if (n > LargestQr)
        {
            return BidiagonalProjections.Run(d, e, n, vectors, left, workspace, team, stepLimit);
        }

        ProjectionRotation sink = new(vectors, left);
        return BidiagonalQr.Run(d, e, n, ref sink, workspace, stepLimit ?? BidiagonalQr.StepLimit(n));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static SvdStatus Write<T>(double* d, int* order, int exponent, bool converged, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = converged ? T.CreateChecked(Math.ScaleB(Math.Abs(d[order[i]]), -exponent)) : T.NaN;
        }

        return converged ? SvdStatus.Converged : SvdStatus.NotConverged;
    }

    // Below this order QR iteration is as fast, and keeps relative accuracy.
    private const int LargestQr = 64;

    private static bool Diagonalise<T>(
        in DenseBidiagonal<T> bidiagonal, int n, MatrixView<T> ut, MatrixView<T> vt, Workspace workspace, ThreadTeam team, int? stepLimit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n > LargestQr)
        {
            return BidiagonalDivideAndConquer.Run(bidiagonal.D, bidiagonal.E, n, ut, vt, workspace, team, stepLimit);
        }

        using Workspace.Mark mark = workspace.Begin();
        SetIdentity(ut);
        SetIdentity(vt);
        RotationBatch<T> rotations = new(ut, vt, workspace, team);
        bool converged = BidiagonalQr.Run(bidiagonal.D, bidiagonal.E, n, ref rotations, workspace, stepLimit ?? BidiagonalQr.StepLimit(n));
        rotations.Flush();
        return converged;
    }

    // Padding columns are cleared too: rotations run over whole lane groups.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SetIdentity<T>(MatrixView<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            new Span<T>(matrix.Data + (i * matrix.RowStride), (int)matrix.RowStride).Clear();
            matrix[i, i] = T.One;
        }
    }

    // Row i of target is row order[i] of source, negated where the value was negative; the rest of target is that of the identity.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Place<T>(MatrixView<T> source, int* order, double* signs, MatrixView<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < target.Rows; i++)
        {
            int from = i < source.Rows ? order[i] : 0;
            bool negative = signs is not null && i < source.Rows && signs[from] < 0;
            for (int j = 0; j < target.Columns; j++)
            {
                T value = i < source.Rows && j < source.Columns ? source[from, j] : i == j ? T.One : T.Zero;
                target[i, j] = negative ? -value : value;
            }
        }
    }

    private static void Fill<T>(MatrixView<T> view, T value)
        where T : unmanaged
    {
        for (int i = 0; i < view.Rows; i++)
        {
            for (int j = 0; j < view.Columns; j++)
            {
                view[i, j] = value;
            }
        }
    }

    private static MatrixView<T> View<T>(ReadOnlySpan2D<T> a, T* data)
        where T : unmanaged
    {
        nint rowStride = a.Width;
        if (a.Height > 1 && a.Width > 0)
        {
            rowStride = Unsafe.ByteOffset(ref a.DangerousGetReferenceAt(0, 0), ref a.DangerousGetReferenceAt(1, 0)) / sizeof(T);
        }

        return new(data, a.Height, a.Width, rowStride);
    }

    private static void CheckLength<T>(int length, MatrixView<T> a, string name)
        where T : unmanaged
    {
        if (length != Math.Min(a.Rows, a.Columns))
        {
            throw new ArgumentException($"{name} has {length} elements, the matrix is {a.Rows}x{a.Columns}", name);
        }
    }

    private static void CheckVectors<T>(MatrixView<T> a, MatrixView<T> u, MatrixView<T> vt)
        where T : unmanaged
    {
        int k = Math.Min(a.Rows, a.Columns);
        if (u.Rows != a.Rows || (u.Columns != k && u.Columns != a.Rows))
        {
            throw new ArgumentException($"U is {u.Rows}x{u.Columns}, the matrix is {a.Rows}x{a.Columns}", nameof(u));
        }

        if (vt.Columns != a.Columns || (vt.Rows != k && vt.Rows != a.Columns))
        {
            throw new ArgumentException($"V^T is {vt.Rows}x{vt.Columns}, the matrix is {a.Rows}x{a.Columns}", nameof(vt));
        }
    }

    private static void ThrowUnlessConverged<T>(SvdStatus status, MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (status)
        {
            case SvdStatus.NotFinite:
                throw MatrixScaling.Describe(a);
            case SvdStatus.NotConverged:
                throw new ArithmeticException($"the singular values of the {a.Rows}x{a.Columns} matrix did not converge");
        }
    }
}
