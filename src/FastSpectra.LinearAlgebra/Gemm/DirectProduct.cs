using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// C = alpha A B + beta C for small matrices, with the tiles set directly on A, B and C: no plan, no buffer, no packing, the last
/// columns masked. A may have any strides; rows of B and C are contiguous. Same rule of summation, hence the same bits, as
/// <see cref="GemmLoops{TTile, T}"/>: k is one block of KC steps, or several, added in order.
/// </summary>
internal unsafe struct DirectProduct<T> : ITileConsumer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 128 x 128 floats of B are 64 KiB, twice a first-level cache, but a panel of 48 of them fits. k is at most the KC of double.
    private const int LargestSide = 128;
    private const int LargestSum = 256;

    // Of a longer sum A^T is read by columns, by a tile without prefetch: better only where B has no three whole vectors of 512 bits.
    private const int PanelBytes = 192;

    private T* _a;
    private T* _b;
    private T* _c;
    private int _rows;
    private int _columns;
    private TileOperands<T> _x;

    /// <summary>True for shapes that gain from it: those whose packing would be felt. m and n are at least 2, k at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Applies(int m, int n, int k) =>
        (uint)(m - 2) <= LargestSide - 2 && (uint)(n - 2) <= LargestSide - 2 && (uint)(k - 1) < LargestSum && !InnerProducts.Apply(m, n, k);

    /// <summary>C = alpha A B + beta C.</summary>
    /// <remarks>
    /// Unsafe: the shapes fit, columns of B and C are adjacent. Fields are set one by one: a view read back whole before its parts have
    /// left the processor's store queue costs 15 cycles.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(TileName tile, T alpha, in MatrixView<T> a, in MatrixView<T> b, T beta, in MatrixView<T> c)
    {
        DirectProduct<T> product;
        Unsafe.SkipInit(out product);
        product._a = a.Data;
        product._b = b.Data;
        product._c = c.Data;
        product._rows = c.Rows;
        product._columns = c.Columns;
        product._x.K = a.Columns;
        product._x.StrideA = a.RowStride;
        product._x.StepA = a.ColumnStride;
        product._x.StrideB = b.RowStride;
        product._x.RowStrideC = c.RowStride;
        product._x.Alpha = alpha;
        product._x.Beta = beta;
        TileTable.Run<T, DirectProduct<T>>(tile, ref product);
    }

    /// <summary>
    /// C = alpha A B + beta C in blocks of KC steps, the later ones added to C, if the shapes and strides gain from it. Otherwise false, and
    /// nothing is done.
    /// </summary>
    /// <remarks>Unsafe: the shapes fit. 20 x 20 x 5000 floats take two fifths of the time of the packed product.</remarks>
    public static bool TryInBlocks(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c)
    {
        if (c.ColumnStride != 1)
        {
            (a, b, c) = (b.Transposed, a.Transposed, c.Transposed);
        }

        if (c.Rows > LargestSide || c.Columns > LargestSide || c.ColumnStride != 1 || b.ColumnStride != 1 || !BlockingModel.IsShort(b.RowStride)
            || (a.ColumnStride != 1 && c.Columns >= PanelBytes / sizeof(T)))
        {
            return false;
        }

        int kc = BlockingModel.StepsPerBlock<T>();
        for (int step = 0; step < a.Columns; step += kc)
        {
            int steps = Math.Min(kc, a.Columns - step);
            MatrixView<T> left = a.Slice(0, step, a.Rows, steps), right = b.Slice(step, 0, steps, b.Columns);
            Multiply(TileTable.Selected, alpha, left, right, step == 0 ? beta : T.One, c);
        }

        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run<TTile>()
        where TTile : struct, ITile<T>
    {
        int columnsLeft = _columns;
        if (typeof(T) == typeof(float) && TTile.Lanes == Vector512<float>.Count)
        {
            columnsLeft -= RunLastColumn();
        }

        int columns = columnsLeft;
        int vectorsLeft = (columns + TTile.Lanes - 1) / TTile.Lanes;
        bool repeatable = _x.Beta == T.Zero;

        // A last vector in part passes through scratch memory, which tiles of 6 rows do oftener.
        int widest = repeatable || columns % TTile.Lanes == 0 ? TTile.DirectVectors : TTile.Vectors;
        int panelsLeft = (vectorsLeft + widest - 1) / widest;
        T* b = _b;
        T* c = _c;
        for (; panelsLeft > 0; panelsLeft--)
        {
            // Even panels: where 3 vectors are the widest, 4 are 2 + 2, since one vector alone leaves multipliers waiting for their sums. The wider ones last, where
            // half a vector may be wanting: 5 as 2 + 3, not 3 + 2 (65 columns by 4 %).
            int vectors = panelsLeft == 1 ? vectorsLeft : vectorsLeft / panelsLeft;
            vectorsLeft -= vectors;
            _x.Columns = Math.Min(vectors * TTile.Lanes, columnsLeft);
            columnsLeft -= _x.Columns;
            _x.Repeatable = repeatable ? columns - columnsLeft : 0;
            int rows = TTile.DirectRows(vectors);
            T* a = _a;
            T* target = c;
            for (int left = _rows; left > 0; left -= _x.Rows)
            {
                // 9 rows as 5 + 4: one or two rows alone would leave multipliers waiting for their sums.
                _x.Rows = left <= rows ? left : rows > 4 && left <= rows + 2 ? (left + 1) / 2 : rows;
                TTile.RunDirect(vectors, _x, a, b, target);
                a += _x.Rows * _x.StrideA;
                target += _x.Rows * _x.RowStrideC;
            }

            b += vectors * TTile.Lanes;
            c += vectors * TTile.Lanes;
        }
    }

    // The last column, where it would take a vector of its own; how many columns that were.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RunLastColumn()
    {
        ref TileOperands<float> x = ref Unsafe.As<TileOperands<T>, TileOperands<float>>(ref _x);
        if (!LastColumn.Applies(_rows, _columns, x))
        {
            return 0;
        }

        x.Rows = _rows;
        LastColumn.Run(x, (float*)_a, (float*)_b + _columns - 1, (float*)_c + _columns - 1);
        return 1;
    }
}
