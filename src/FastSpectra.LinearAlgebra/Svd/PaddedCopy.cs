using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Scale: copy = 2^exponent A, row-major, in a matrix padded with zero rows and columns. A may have any strides.
// Cost: A is read once, the copy written once.
internal static unsafe class PaddedCopy
{
    // Square blocks of a transposing copy: 16 lines of 64 bytes each way.
    private const int Block = 16;

    /// <summary>Copies A times 2^exponent and clears the padding. The caller guarantees rows x lda elements.</summary>
    public static void Scale<T>(MatrixView<T> a, int exponent, T* copy, nint lda, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Two factors, because the power itself may overflow: 2^1074 for the smallest denormal.
        T half = T.ScaleB(T.One, exponent / 2);
        T rest = T.ScaleB(T.One, exponent - (exponent / 2));
        for (int i0 = 0; i0 < a.Rows; i0 += Block)
        {
            int iEnd = Math.Min(a.Rows, i0 + Block);
            if (a.ColumnStride == 1)
            {
                for (int i = i0; i < iEnd; i++)
                {
                    CopyRow(a.Data + (i * a.RowStride), copy + (i * lda), a.Columns, half, rest);
                }
            }
            else
            {
                CopyTransposed(a, i0, iEnd, copy, lda, half, rest);
            }

            for (int i = i0; i < iEnd; i++)
            {
                new Span<T>(copy + (i * lda) + a.Columns, (int)(lda - a.Columns)).Clear();
            }
        }

        for (int i = a.Rows; i < rows; i++)
        {
            new Span<T>(copy + (i * lda), (int)lda).Clear();
        }
    }

    private static void CopyRow<T>(T* source, T* destination, int count, T half, T rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowKernel<T> kernel = new(source, destination, count, half, rest);
        LanesDispatch.Run<T, RowKernel<T>>(ref kernel);
    }

    private readonly struct RowKernel<T>(T* source, T* destination, int count, T half, T rest) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes first = TLanes.Broadcast(half), second = TLanes.Broadcast(rest);
            nint j = 0;
            for (; j <= count - TLanes.Count; j += TLanes.Count)
            {
                TLanes.Store(destination + j, TLanes.Load(source + j) * first * second);
            }

            for (; j < count; j++)
            {
                destination[j] = source[j] * half * rest;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyTransposed<T>(MatrixView<T> a, int begin, int end, T* copy, nint lda, T half, T rest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int done = a.RowStride == 1 ? Transposition.Apply(a.Data + begin, a.ColumnStride, a.Columns, end - begin, copy + (begin * lda), lda) : 0;
        for (int i = begin; i < end && done > 0; i++)
        {
            CopyRow(copy + (i * lda), copy + (i * lda), done, half, rest);
        }

        for (int j0 = done; j0 < a.Columns; j0 += Block)
        {
            int jEnd = Math.Min(a.Columns, j0 + Block);
            for (int j = j0; j < jEnd; j++)
            {
                T* source = a.Data + (j * a.ColumnStride);
                for (int i = begin; i < end; i++)
                {
                    copy[(i * lda) + j] = source[i * a.RowStride] * half * rest;
                }
            }
        }
    }
}
