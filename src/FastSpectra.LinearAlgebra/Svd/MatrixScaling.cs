using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: 1 <= 2^Exponent max|a_ij| < 2 for the scaled copy. The factor is a power of two, so the singular values of 2^k A are
// 2^k those of A bit for bit, squares of columns cannot overflow, and only what is 2^-100 (float) below the largest element can underflow.

/// <summary>The finite check and the exact scaling that precede every decomposition.</summary>
internal static unsafe class MatrixScaling
{
    /// <summary>Finds the exponent; 0 for a zero or empty matrix.</summary>
    /// <returns>False if an element is NaN or infinite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool TryFindExponent<T>(MatrixView<T> a, out int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        exponent = 0;
        MatrixView<T> rows = a.ColumnStride == 1 ? a : a.Transposed;
        T largest = T.Zero;
        for (int i = 0; i < rows.Rows; i++)
        {
            T* row = rows.Data + (i * rows.RowStride);
            T rowLargest;
            if (rows.ColumnStride == 1)
            {
                MagnitudeKernel<T> kernel = new() { X = row, Length = rows.Columns };
                LanesDispatch.Run<T, MagnitudeKernel<T>>(ref kernel);
                rowLargest = kernel.Result;
            }
            else
            {
                rowLargest = Largest(row, rows.Columns, rows.ColumnStride);
            }

            if (T.IsNaN(rowLargest))
            {
                return false;
            }

            largest = T.Max(largest, rowLargest);
        }

        exponent = largest == T.Zero ? 0 : -T.ILogB(largest);
        return true;
    }

    /// <summary>The first element, row by row, that is not finite.</summary>
    public static NonFiniteMatrixException Describe<T>(MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < a.Columns; j++)
            {
                if (!T.IsFinite(a[i, j]))
                {
                    return new(i, j, T.IsNaN(a[i, j]) ? "NaN" : T.IsNegative(a[i, j]) ? "-infinity" : "infinity");
                }
            }
        }

        return new("the matrix is finite");
    }

    /// <summary>target = 2^exponent source; target is column-major (row stride 1), padding rows up to its column stride become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CopyScaled<T>(MatrixView<T> source, MatrixView<T> target, int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Tiles keep both the rows that are read and the columns that are written in the first-level cache.
        const int Tile = 32;
        bool isOneFactor = Math.Abs(exponent) < MaximalFactorExponent<T>();
        T factor = isOneFactor ? T.ScaleB(T.One, exponent) : T.One;
        for (int i0 = 0; i0 < source.Rows; i0 += Tile)
        {
            int i1 = Math.Min(i0 + Tile, source.Rows);
            for (int j0 = 0; j0 < source.Columns; j0 += Tile)
            {
                int j1 = Math.Min(j0 + Tile, source.Columns);
                for (int j = j0; j < j1; j++)
                {
                    T* column = target.Data + (j * target.ColumnStride);
                    T* from = source.Data + (j * source.ColumnStride);
                    for (int i = i0; i < i1; i++)
                    {
                        T value = from[i * source.RowStride];
                        column[i] = isOneFactor ? value * factor : T.ScaleB(value, exponent);
                    }
                }
            }
        }

        for (int j = 0; j < target.Columns; j++)
        {
            new Span<T>(target.Data + (j * target.ColumnStride) + target.Rows, (int)target.ColumnStride - target.Rows).Clear();
        }
    }

    // Powers of two that are normal numbers, so that one multiplication is the exact scaling.
    private static int MaximalFactorExponent<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == sizeof(float) ? 126 : 1022;

    private static T Largest<T>(T* x, int n, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        for (int i = 0; i < n; i++)
        {
            T value = x[i * stride];
            if (!T.IsFinite(value))
            {
                return T.NaN;
            }

            largest = T.Max(largest, T.Abs(value));
        }

        return largest;
    }

    // max |x_i|, NaN if an element is not finite (x - x is then NaN and stays so in the sum).
    private struct MagnitudeKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* X;
        public int Length;
        public T Result;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes sign = TLanes.Broadcast(-T.Zero);
            TLanes largest = TLanes.Zero;
            TLanes finite = TLanes.Zero;
            int i = 0;
            for (; i <= Length - TLanes.Count; i += TLanes.Count)
            {
                TLanes x = TLanes.Load(X + i);
                finite += x - x;
                TLanes magnitude = TLanes.AndNot(x, sign);
                largest = TLanes.Larger(magnitude, largest);
            }

            T* lanes = stackalloc T[2 * TLanes.Count];
            TLanes.Store(lanes, largest);
            TLanes.Store(lanes + TLanes.Count, finite);
            T result = T.Zero;
            T check = T.Zero;
            for (int k = 0; k < TLanes.Count; k++)
            {
                result = T.Max(result, lanes[k]);
                check += lanes[TLanes.Count + k];
            }

            for (; i < Length; i++)
            {
                check += X[i] - X[i];
                result = T.Max(result, T.Abs(X[i]));
            }

            Result = check == T.Zero ? result : T.NaN;
        }
    }
}
