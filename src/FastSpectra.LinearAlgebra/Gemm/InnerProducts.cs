using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// C = alpha A B + beta C for a few long rows and columns: C[i, j] is the tree (SumTree) over 16 float or 8 double lanes, lane l
/// the fused multiply-adds of p = l, l + 16 ... (l + 8 ...) in ascending order, as in <see cref="Gemv"/>. Operands whose steps are
/// not adjacent are transposed a few hundred steps at a time in the first-level cache, or taken as they are by
/// <see cref="InnerProductColumns{T}"/>. 2mnk flops, A and B read once.
/// </summary>
/// <remarks>One accumulator per element, as elsewhere, would wait for its own sum: 0.03 to 0.7 of the speed for m, n up to 8.</remarks>
internal static unsafe class InnerProducts
{
    // Both shape results. Above 8 a tile of Gemm has enough sums under way; below 256 steps adding up the lanes costs too much.
    public const int LargestSide = 8;
    private const int ShortestSum = 256;

    // Rows of A and columns of B are taken 16 KiB at a time, which with 4 KiB of sums stays in a first-level cache of 32 KiB.
    private const int OperandBytes = 1 << 14;
    private const int SumBytes = LargestSide * LargestSide * 64;

    // As in Gemm: below 4 Mflop a team costs more than it brings.
    private const double SmallestTeamWork = 4e6;

    /// <summary>True for the shapes that follow this rule; m = 1 and n = 1 are those of <see cref="Gemv"/>, by the same rule.</summary>
    public static bool Apply(int m, int n, int k) => m <= LargestSide && n <= LargestSide && k >= ShortestSum;

    /// <summary>C = alpha A B + beta C; with beta = 0, C is not read.</summary>
    /// <remarks>Unsafe: the shapes fit and satisfy <see cref="Apply"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<T>(T alpha, in MatrixView<T> a, in MatrixView<T> b, T beta, in MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (team.Size > 1 && 2.0 * c.Rows * c.Columns * a.Columns >= SmallestTeamWork)
        {
            Task<T> task = new() { Alpha = alpha, A = a, B = b, Beta = beta, C = c };
            team.Run(ref task);
        }
        else if (InstructionSet.Generates512Bits && InstructionSet.Level == SimdLevel.Vector512 && InnerProductRows<T>.Suits(a, b, c))
        {
            InnerProductRows<T>.Multiply(alpha, a, b, beta, c);
        }
        else
        {
            Kernel<T> kernel = new() { Alpha = alpha, A = a, B = b.Transposed, Beta = beta, C = c };
            LanesDispatch.RunElementwise<T, Kernel<T>>(ref kernel);
        }
    }

    /// <summary>Steps of a chunk at which <paramref name="width"/> elements from row <paramref name="first"/> on, adjacent rows, lie before the end of the operand.</summary>
    public static int ReadableSteps<T>(in MatrixView<T> rows, int first, int width, int step, int steps)
        where T : unmanaged
    {
        nint last = ((rows.Columns - step - 1) * rows.ColumnStride) + rows.Rows - first - width;
        return last < 0 ? 0 : (int)Math.Min(steps, (last / rows.ColumnStride) + 1);
    }

    private struct Task<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Alpha;
        public MatrixView<T> A;
        public MatrixView<T> B;
        public T Beta;
        public MatrixView<T> C;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, A.Rows, 2);
            if (begin < end)
            {
                (int first, int rows) = ((int)begin, (int)(end - begin));
                Multiply(Alpha, A.Slice(first, 0, rows, A.Columns), B, Beta, C.Slice(first, 0, rows, C.Columns), ThreadTeam.Single);
            }
        }
    }

    private struct Kernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Alpha;
        public MatrixView<T> A;

        /// <summary>B transposed: both operands are a few rows of k steps.</summary>
        public MatrixView<T> B;
        public T Beta;
        public MatrixView<T> C;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            byte* memory = stackalloc byte[SumBytes + OperandBytes + 64];
            T* sums = (T*)(((nuint)memory + 63) & ~(nuint)63);
            T* left = sums + (SumBytes / sizeof(T));
            if (typeof(TLanes) == typeof(Lanes512<T>) && InnerProductColumns<T>.Suits(A, B))
            {
                InnerProductColumns<T>.Multiply(A, B, sums, left);
                Write(left);
                return;
            }

            // All at once if the rows fit, or if one tile of sums reads each operand once: nothing has to stay in the cache then.
            bool adjacent = A.ColumnStride == 1 && B.ColumnStride == 1;
            bool single = A.Rows <= 4 && B.Rows <= InnerProductTile<TLanes, T>.Columns;
            int chunk = A.Columns;
            if (!adjacent || (!single && (long)(A.Rows + B.Rows) * A.Columns > OperandBytes / sizeof(T)))
            {
                chunk = OperandBytes / sizeof(T) / (Padded(A.Rows) + Padded(B.Rows)) / InnerProductTile<TLanes, T>.Group * InnerProductTile<TLanes, T>.Group;
            }

            T* right = left + (Padded(A.Rows) * chunk);
            for (int step = 0; step < A.Columns; step += chunk)
            {
                int steps = Math.Min(chunk, A.Columns - step);
                nint strideA = A.RowStride, strideB = B.RowStride;
                T* a = A.ColumnStride == 1 ? A.Data + step : Transposed(A, step, steps, chunk, left, out strideA);
                T* b = B.ColumnStride == 1 ? B.Data + step : Transposed(B, step, steps, chunk, right, out strideB);
                InnerProductTile<TLanes, T>.AddAll(C.Rows, C.Columns, a, strideA, b, strideB, steps, sums, first: step == 0);
            }

            for (int i = 0; i < C.Rows; i++)
            {
                for (int j = 0; j < C.Columns; j += 4)
                {
                    InnerProductTile<TLanes, T>.SumTrees(sums, i, j, left + (i * LargestSide) + j);
                }
            }

            Write(left);
        }

        /// <summary>C = alpha values + beta C, rows of values eight apart.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Write(T* values)
        {
            Lanes128<T> alpha = Lanes128<T>.Broadcast(Alpha);
            Lanes128<T> beta = Lanes128<T>.Broadcast(Beta);
            bool read = Beta != T.Zero;
            bool byVectors = C.ColumnStride == 1 && InstructionSet.Level >= SimdLevel.Vector128;
            for (int i = 0; i < C.Rows; i++, values += LargestSide)
            {
                for (int j = 0; j < C.Columns; j += 4)
                {
                    if (byVectors && C.Columns - j >= 4)
                    {
                        T* c = C.Data + (i * C.RowStride) + j;
                        for (int q = 0; q < 4; q += Lanes128<T>.Count)
                        {
                            Lanes128<T>.Update(c + q, Lanes128<T>.Load(values + j + q), alpha, beta, read, scaled: true);
                        }

                        continue;
                    }

                    for (int q = 0; q < Math.Min(4, C.Columns - j); q++)
                    {
                        ref T c = ref C[i, j + q];
                        c = read ? Fused.MultiplyAdd(Alpha, values[j + q], Beta * c) : Alpha * values[j + q];
                    }
                }
            }
        }

        private static int Padded(int rows) => rows <= 4 ? 4 : LargestSide;

        /// <summary>Steps from <paramref name="step"/> on of all rows, copied to scratch where they are adjacent.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static T* Transposed(MatrixView<T> rows, int step, int steps, int chunk, T* scratch, out nint stride)
        {
            T* source = rows.Data + (step * rows.ColumnStride);
            stride = chunk;
            int done = 0;
            int block = Padded(rows.Rows);
            if (rows.RowStride == 1 && rows.ColumnStride > 0)
            {
                // Blocks take 4 or 8 rows where there may be fewer: what lies before the last element may be read, nothing behind.
                int readable = ReadableSteps(rows, 0, block, step, steps);
                done = Transposition.Apply(source, rows.ColumnStride, readable, block, scratch, stride);
            }

            for (int i = 0; i < rows.Rows; i++)
            {
                for (int p = done; p < steps; p++)
                {
                    scratch[(i * stride) + p] = source[(i * rows.RowStride) + (p * rows.ColumnStride)];
                }
            }

            return scratch;
        }
    }
}
