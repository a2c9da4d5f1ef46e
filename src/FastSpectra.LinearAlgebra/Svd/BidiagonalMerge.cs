using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: with B1 = U1 [S1 0] V1^T above and B2 = U2 [S2 0] V2^T below the row (alpha, beta), B = diag(U1, 1, U2) M diag(V1, V2)^T up to a
// rotation of the two null vectors, M an arrowhead with first row z. Elements of z and gaps below the tolerance deflate; what is left goes to
// SecularEquation, and new vectors are old ones times its vectors. Columns are ordered: only in B1, row between, in both, only in B2, so that
// each product with zeros is left out. Source: Gu and Eisenstat (1995); LAPACK's LASD2 and LASD3 for deflation and column types.

/// <summary>One merge of <see cref="BidiagonalDivideAndConquer"/>.</summary>
internal unsafe ref struct BidiagonalMerge<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>LASD2's 8 ulps (2^-53 each) of the largest element of M.</summary>
    public static double Tolerance => Unsafe.SizeOf<T>() == sizeof(float) ? 8 * 5.9604644775390625e-08 : 8 * 1.1102230246251565e-16;

    private const byte OnlyFirst = 0;
    private const byte Both = 1;
    private const byte OnlySecond = 2;

    private readonly int _n1;
    private readonly int _n2;
    private readonly MatrixView<T> _ut;
    private readonly MatrixView<T> _vt;
    private readonly byte* _kind;
    private ArrowheadDeflation _deflation;

    private BidiagonalMerge(int n1, int n2, MatrixView<T> ut, MatrixView<T> vt, Workspace workspace)
    {
        int n = n1 + 1 + n2;
        (_n1, _n2, _ut, _vt) = (n1, n2, ut, vt);
        _kind = workspace.Take<byte>(n);
        _deflation = new(n, workspace);
    }

    /// <summary>Merges in place.</summary>
    /// <param name="d">n1 values, alpha, n2 values; replaced by the n1 + 1 + n2 merged values.</param>
    /// <param name="e">e[n1] is beta.</param>
    /// <param name="n1">Order of the upper block.</param>
    /// <param name="n2">Order of the lower block.</param>
    /// <param name="order">Ascending orders of both blocks' values (at 0 and at n1 + 1, relative to the block); then of the merged ones.</param>
    /// <param name="ut">The square of both blocks' left vectors.</param>
    /// <param name="vt">The square of both blocks' right vectors.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    public static void Run(
        double* d, double* e, int n1, int n2, int* order, MatrixView<T> ut, MatrixView<T> vt, Workspace workspace, ThreadTeam team)
    {
        using Workspace.Mark mark = workspace.Begin();
        BidiagonalMerge<T> merge = new(n1, n2, ut, vt, workspace);
        int n = n1 + 1 + n2;
        double norm = Math.Max(Math.Abs(d[n1]), Math.Abs(e[n1]));
        for (int i = 0; i < n; i++)
        {
            norm = i == n1 ? norm : Math.Max(norm, d[i]);
        }

        int exponent = norm == 0 ? 0 : -Math.ILogB(norm);
        merge.FormArrowhead(d, Math.ScaleB(d[n1], exponent), Math.ScaleB(e[n1], exponent), exponent);
        int* sorted = Merged(d, order, n1, n2, workspace);
        merge._deflation.Run(sorted, n1 + n2, n1, Tolerance);
        for (int i = 0; i < merge._deflation.RotationCount; i++)
        {
            merge.Rotate(merge._deflation.Rotations[i]);
        }

        merge.FormVectors(workspace, team);
        int kept = merge._deflation.KeptCount;
        for (int i = 0; i < n; i++)
        {
            d[i] = Math.ScaleB(merge._deflation.D[i], -exponent);
        }

        Interleave(d, order, kept, n);
    }

    // z, the scaled values (0 for the row between), and the rotation of the null vectors into the rows n1 and n of vt.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void FormArrowhead(double* d, double alpha, double beta, int exponent)
    {
        int n = _n1 + 1 + _n2;
        for (int i = 0; i < n; i++)
        {
            bool first = i < _n1;
            _deflation.D[i] = i == _n1 ? 0 : Math.ScaleB(d[i], exponent);
            _deflation.Z[i] = first ? alpha * double.CreateChecked(_vt[i, _n1]) : beta * double.CreateChecked(_vt[i, _n1 + 1]);
            _kind[i] = first ? OnlyFirst : i == _n1 ? Both : OnlySecond;
        }

        double z1 = alpha * double.CreateChecked(_vt[_n1, _n1]);
        double z2 = beta * double.CreateChecked(_vt[n, _n1 + 1]);
        double r = Math.Sqrt((z1 * z1) + (z2 * z2));
        (double c, double s) = r <= Tolerance ? (1.0, 0.0) : (z1 / r, z2 / r);
        _deflation.Z[_n1] = alpha == 0 && beta == 0 ? 0 : Math.Max(r, Tolerance);
        T ct = T.CreateChecked(c), st = T.CreateChecked(s);
        for (int j = 0; j <= n; j++)
        {
            bool first = j <= _n1;
            T x = first ? _vt[_n1, j] : _vt[n, j];
            _vt[_n1, j] = (first ? ct : st) * x;
            _vt[n, j] = (first ? -st : ct) * x;
        }
    }

    /// <summary>The rows of both blocks by ascending value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int* Merged(double* d, int* order, int n1, int n2, Workspace workspace)
    {
        int* sorted = workspace.Take<int>(n1 + n2);
        int i = 0, j = 0;
        for (int k = 0; k < n1 + n2; k++)
        {
            int left = i < n1 ? order[i] : -1;
            int right = j < n2 ? n1 + 1 + order[n1 + 1 + j] : -1;
            bool takeLeft = right < 0 || (left >= 0 && d[left] <= d[right]);
            sorted[k] = takeLeft ? left : right;
            i += takeLeft ? 1 : 0;
            j += takeLeft ? 0 : 1;
        }

        return sorted;
    }

    // Rows p and q of both sets of vectors turn by the same angle.
    private readonly void Rotate(ArrowheadDeflation.Rotation rotation)
    {
        (int p, int q) = (rotation.P, rotation.Q);
        T c = T.CreateChecked(rotation.C), s = T.CreateChecked(rotation.S);
        if (_kind[p] != _kind[q])
        {
            Widen(p);
            Widen(q);
        }

        (int u0, int u1) = Extent(_kind[q], isV: false);
        (int v0, int v1) = Extent(_kind[q], isV: true);
        RotateRows(_ut, p, q, u0, u1, c, s);
        RotateRows(_vt, p, q, v0, v1, c, s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RotateRows(MatrixView<T> rows, int p, int q, int begin, int end, T c, T s)
    {
        for (int j = begin; j < end; j++)
        {
            T x = rows[p, j], y = rows[q, j];
            rows[p, j] = (c * x) + (s * y);
            rows[q, j] = (c * y) - (s * x);
        }
    }

    // Columns where a row of this kind is not zero.
    private readonly (int Begin, int End) Extent(byte kind, bool isV)
    {
        int n = _n1 + 1 + _n2;
        int begin = kind == OnlySecond ? _n1 + 1 : 0;
        int end = kind == OnlyFirst ? _n1 : n;
        return isV ? (begin, end + 1) : (begin, end);
    }

    // Writes the zeros that a row of one block has in the other.
    private readonly void Widen(int row)
    {
        byte kind = _kind[row];
        if (kind == Both)
        {
            return;
        }

        ClearOutside(_ut, row, Extent(kind, isV: false));
        ClearOutside(_vt, row, Extent(kind, isV: true));
        _kind[row] = Both;
    }

    private static void ClearOutside(MatrixView<T> rows, int row, (int Begin, int End) extent)
    {
        T* data = rows.Data + (row * rows.RowStride);
        new Span<T>(data, extent.Begin).Clear();
        new Span<T>(data + extent.End, rows.Columns - extent.End).Clear();
    }

    // Solves the arrowhead and replaces the rows: first the kept ones, ascending, then the deflated ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void FormVectors(Workspace workspace, ThreadTeam team)
    {
        int k = _deflation.KeptCount;
        int* column = workspace.Take<int>(k);
        ColumnOrder(column, out int firstOnly, out int both);
        ArrowheadVectors<T> arrowhead = ArrowheadVectors<T>.Solve(_deflation.D, _deflation.Z, _deflation.Kept, column, k, _n1 + 1 + _n2, workspace, team);

        // The kept rows in the order of the columns, split where the blocks meet; deflated rows aside.
        int leftRows = firstOnly + both, rightRows = k - firstOnly;
        MatrixView<T> u1 = Gather(_ut, column, 0, leftRows, 0, _n1, workspace);
        MatrixView<T> u2 = Gather(_ut, column, firstOnly, rightRows, _n1 + 1, _n2, workspace);
        MatrixView<T> v1 = Gather(_vt, column, 0, leftRows, 0, _n1 + 1, workspace);
        MatrixView<T> v2 = Gather(_vt, column, firstOnly, rightRows, _n1 + 1, _n2 + 1, workspace);
        MatrixView<T> uRest = GatherDeflated(_ut, workspace);
        MatrixView<T> vRest = GatherDeflated(_vt, workspace);
        double* rest = workspace.Take<double>(_deflation.DeflatedCount);
        for (int i = 0; i < _deflation.DeflatedCount; i++)
        {
            rest[i] = _deflation.D[_deflation.Deflated[i]];
        }

        // U has the row between as its own unit vector: zero in the gathered rows, one column of the arrowhead's vectors in the product.
        new Span<T>(u1.Data + (firstOnly * u1.RowStride), _n1).Clear();
        new Span<T>(u2.Data, _n2).Clear();
        MatrixView<T> left = arrowhead.U, right = arrowhead.V;
        Gemm.Multiply(T.One, left.Slice(0, 0, k, leftRows), u1, T.Zero, _ut.Slice(0, 0, k, _n1), team);
        Gemm.Multiply(T.One, left.Slice(0, firstOnly, k, rightRows), u2, T.Zero, _ut.Slice(0, _n1 + 1, k, _n2), team);
        Gemm.Multiply(T.One, right.Slice(0, 0, k, leftRows), v1, T.Zero, _vt.Slice(0, 0, k, _n1 + 1), team);
        Gemm.Multiply(T.One, right.Slice(0, firstOnly, k, rightRows), v2, T.Zero, _vt.Slice(0, _n1 + 1, k, _n2 + 1), team);
        for (int i = 0; i < k; i++)
        {
            _ut[i, _n1] = left[i, firstOnly];
            _deflation.D[i] = arrowhead.Values[i];
        }

        for (int i = 0; i < _deflation.DeflatedCount; i++)
        {
            CopyRow(uRest, i, _ut, k + i);
            CopyRow(vRest, i, _vt, k + i);
            _deflation.D[k + i] = rest[i];
        }
    }

    // Rows of the kept vectors by kind; the row between comes first among those in both.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void ColumnOrder(int* column, out int firstOnly, out int both)
    {
        int position = 0;
        for (int kind = OnlyFirst; kind <= OnlySecond; kind++)
        {
            for (int i = 0; i < _deflation.KeptCount; i++)
            {
                if (_kind[_deflation.Kept[i]] == kind)
                {
                    column[position++] = _deflation.Kept[i];
                }
            }
        }

        firstOnly = 0;
        both = 0;
        for (int i = 0; i < _deflation.KeptCount; i++)
        {
            firstOnly += _kind[column[i]] == OnlyFirst ? 1 : 0;
            both += _kind[column[i]] == Both ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static MatrixView<T> Gather(MatrixView<T> rows, int* column, int first, int count, int begin, int width, Workspace workspace)
    {
        MatrixView<T> result = workspace.TakeMatrix<T>(count, width);
        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<T>(rows.Data + (column[first + i] * rows.RowStride) + begin, width)
                .CopyTo(new Span<T>(result.Data + (i * result.RowStride), width));
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly MatrixView<T> GatherDeflated(MatrixView<T> rows, Workspace workspace)
    {
        MatrixView<T> result = workspace.TakeMatrix<T>(_deflation.DeflatedCount, rows.Columns);
        for (int i = 0; i < _deflation.DeflatedCount; i++)
        {
            int row = _deflation.Deflated[i];
            ClearOutside(rows, row, Extent(_kind[row], rows.Columns > _n1 + 1 + _n2));
            CopyRow(rows, row, result, i);
        }

        return result;
    }

    private static void CopyRow(MatrixView<T> source, int from, MatrixView<T> target, int to) =>
        new ReadOnlySpan<T>(source.Data + (from * source.RowStride), source.Columns)
            .CopyTo(new Span<T>(target.Data + (to * target.RowStride), target.Columns));

    /// <summary>Ascending order of the merged values: 0 ... kept-1 ascend already, the deflated ones nearly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Interleave(double* d, int* order, int kept, int n)
    {
        for (int i = 0; i < n; i++)
        {
            int position = i;
            while (position > 0 && d[order[position - 1]] > d[i])
            {
                order[position] = order[position - 1];
                position--;
            }

            order[position] = i;
        }
    }
}
