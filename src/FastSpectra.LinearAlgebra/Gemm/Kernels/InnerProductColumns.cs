using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The sums of <see cref="InnerProductTile{TLanes, T}"/>, bit for bit, for operands whose steps lie apart and whose elements of a step are
/// neighbours: nothing is transposed. A register holds 16 float (8 double) products of 4 x 4 elements of one step; lane l of the tree is the
/// register, or the two, to which steps l, l + 16 ... (l + 8 ...) are added. For registers of 512 bits.
/// </summary>
/// <remarks>One step takes one load of each operand, one permutation (double: two) and as many multiply-adds: 1 and 2 cycles.</remarks>
internal static unsafe class InnerProductColumns<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of each operand that one block reads at a step.</summary>
    public const int Width = 4;

    /// <summary>Registers of one block of sums.</summary>
    private const int Registers = 16;

    // 256 steps of 8 + 8 floats are 16 KiB: the four blocks of 8 x 8 sums read them from the first-level cache.
    private const int StepsAtOnce = 256;

    private static int Group
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => InnerProductTile<Lanes512<T>, T>.Group;
    }

    /// <summary>True for operands whose rows are adjacent, of at most two blocks of float sums: four take longer than the transposition.</summary>
    public static bool Suits(in MatrixView<T> a, in MatrixView<T> b) =>
        a.RowStride == 1 && b.RowStride == 1 && a.ColumnStride > 0 && b.ColumnStride > 0 && (Math.Min(a.Rows, b.Rows) <= Width || sizeof(T) == sizeof(double));

    /// <summary>All sums of A B^T, A of m and B of n rows up to 8, to values[i * 8 + j].</summary>
    /// <remarks>
    /// Unsafe: rows are adjacent in both, steps any positive distance apart; <paramref name="sums"/> holds four blocks of 16 registers, 64-byte
    /// aligned, <paramref name="values"/> 64 elements. Elements behind a row are read (and their sums ignored) only before the end of the operand.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(MatrixView<T> a, MatrixView<T> b, T* sums, T* values)
    {
        T* rest = stackalloc T[2 * Width * Group];
        int blockSize = Registers * Lanes512<T>.Count;
        for (int step = 0; step < a.Columns; step += StepsAtOnce)
        {
            int steps = Math.Min(StepsAtOnce, a.Columns - step);
            T* sumsOfBlock = sums;
            for (int i = 0; i < a.Rows; i += Width)
            {
                for (int j = 0; j < b.Rows; j += Width, sumsOfBlock += blockSize)
                {
                    T* x = a.Data + i + (step * a.ColumnStride), y = b.Data + j + (step * b.ColumnStride);
                    int whole = Math.Min(InnerProducts.ReadableSteps(a, i, Width, step, steps), InnerProducts.ReadableSteps(b, j, Width, step, steps)) / Group * Group;
                    Add(x, a.ColumnStride, y, b.ColumnStride, whole, sumsOfBlock, first: step == 0);
                    for (int done = whole; done < steps; done += Group)
                    {
                        // The steps that are wanting add 0 * 0, which turns -0 into +0, as where a register is loaded in part.
                        new Span<T>(rest, 2 * Width * Group).Clear();
                        int left = Math.Min(Group, steps - done);
                        Copy(x + (done * a.ColumnStride), a.ColumnStride, Math.Min(Width, a.Rows - i), left, rest);
                        Copy(y + (done * b.ColumnStride), b.ColumnStride, Math.Min(Width, b.Rows - j), left, rest + (Width * Group));
                        Add(rest, Width, rest + (Width * Group), Width, Group, sumsOfBlock, first: step == 0 && done == 0);
                    }

                    if (step + steps == a.Columns)
                    {
                        Trees(sumsOfBlock, values + (i * InnerProducts.LargestSide) + j);
                    }
                }
            }
        }
    }

    private static void Copy(T* source, nint stride, int rows, int steps, T* destination)
    {
        for (int p = 0; p < steps; p++)
        {
            for (int i = 0; i < rows; i++)
            {
                destination[(p * Width) + i] = source[(p * stride) + i];
            }
        }
    }

    /// <summary>Adds whole groups of steps to a block of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add(T* a, nint strideA, T* b, nint strideB, int steps, T* sums, bool first)
    {
        int w = Lanes512<T>.Count;
        Lanes512<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        Lanes512<T> s8 = default, s9 = default, s10 = default, s11 = default, s12 = default, s13 = default, s14 = default, s15 = default;
        if (!first)
        {
            (s0, s1, s2, s3) = (Lanes512<T>.Load(sums), Lanes512<T>.Load(sums + w), Lanes512<T>.Load(sums + (2 * w)), Lanes512<T>.Load(sums + (3 * w)));
            (s4, s5, s6, s7) = (Lanes512<T>.Load(sums + (4 * w)), Lanes512<T>.Load(sums + (5 * w)), Lanes512<T>.Load(sums + (6 * w)), Lanes512<T>.Load(sums + (7 * w)));
            (s8, s9, s10, s11) = (Lanes512<T>.Load(sums + (8 * w)), Lanes512<T>.Load(sums + (9 * w)), Lanes512<T>.Load(sums + (10 * w)), Lanes512<T>.Load(sums + (11 * w)));
            (s12, s13, s14, s15) = (Lanes512<T>.Load(sums + (12 * w)), Lanes512<T>.Load(sums + (13 * w)), Lanes512<T>.Load(sums + (14 * w)), Lanes512<T>.Load(sums + (15 * w)));
        }

        for (int p = 0; p < steps; p += Group)
        {
            AddSteps(ref a, strideA, ref b, strideB, ref s0, ref s1);
            AddSteps(ref a, strideA, ref b, strideB, ref s2, ref s3);
            AddSteps(ref a, strideA, ref b, strideB, ref s4, ref s5);
            AddSteps(ref a, strideA, ref b, strideB, ref s6, ref s7);
            AddSteps(ref a, strideA, ref b, strideB, ref s8, ref s9);
            AddSteps(ref a, strideA, ref b, strideB, ref s10, ref s11);
            AddSteps(ref a, strideA, ref b, strideB, ref s12, ref s13);
            AddSteps(ref a, strideA, ref b, strideB, ref s14, ref s15);
        }

        Store4(sums, s0, s1, s2, s3);
        Store4(sums + (4 * w), s4, s5, s6, s7);
        Store4(sums + (8 * w), s8, s9, s10, s11);
        Store4(sums + (12 * w), s12, s13, s14, s15);
    }

    /// <summary>Two steps of floats, one register each; one step of doubles, whose products fill both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSteps(ref T* a, nint strideA, ref T* b, nint strideB, ref Lanes512<T> s, ref Lanes512<T> t)
    {
        if (sizeof(T) == sizeof(float))
        {
            Vector512<int> rows = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
            Vector512<float> x = Avx512F.PermuteVar16x32(Avx512F.BroadcastVector128ToVector512((float*)a), rows);
            Lanes512<T>.Accumulate(ref s, new(x.As<float, T>()), new(Avx512F.BroadcastVector128ToVector512((float*)b).As<float, T>()));
            x = Avx512F.PermuteVar16x32(Avx512F.BroadcastVector128ToVector512((float*)(a + strideA)), rows);
            Lanes512<T>.Accumulate(ref t, new(x.As<float, T>()), new(Avx512F.BroadcastVector128ToVector512((float*)(b + strideB)).As<float, T>()));
            a += 2 * strideA;
            b += 2 * strideB;
        }
        else
        {
            Vector512<double> x = Avx512F.BroadcastVector256ToVector512((double*)a);
            Lanes512<T> y = new(Avx512F.BroadcastVector256ToVector512((double*)b).As<double, T>());
            Lanes512<T>.Accumulate(ref s, new(Avx512F.PermuteVar8x64(x, Vector512.Create(0L, 0, 0, 0, 1, 1, 1, 1)).As<double, T>()), y);
            Lanes512<T>.Accumulate(ref t, new(Avx512F.PermuteVar8x64(x, Vector512.Create(2L, 2, 2, 2, 3, 3, 3, 3)).As<double, T>()), y);
            a += strideA;
            b += strideB;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store4(T* sums, Lanes512<T> s0, Lanes512<T> s1, Lanes512<T> s2, Lanes512<T> s3)
    {
        Lanes512<T>.Store(sums, s0);
        Lanes512<T>.Store(sums + Lanes512<T>.Count, s1);
        Lanes512<T>.Store(sums + (2 * Lanes512<T>.Count), s2);
        Lanes512<T>.Store(sums + (3 * Lanes512<T>.Count), s3);
    }

    /// <summary>The trees of 4 x 4 sums, lane l + lane l + half until one is left, to values[i * 8 + j]. Destroys the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Trees(T* sums, T* values)
    {
        int w = Lanes512<T>.Count;
        int registersPerStep = Width * Width / w;
        for (int half = Registers / 2; half >= registersPerStep; half /= 2)
        {
            for (int q = 0; q < half; q++)
            {
                Lanes512<T>.Store(sums + (q * w), Lanes512<T>.Load(sums + (q * w)) + Lanes512<T>.Load(sums + ((q + half) * w)));
            }
        }

        for (int i = 0; i < Width; i++)
        {
            for (int j = 0; j < Width; j += Lanes128<T>.Count)
            {
                Lanes128<T>.Store(values + (i * InnerProducts.LargestSide) + j, Lanes128<T>.Load(sums + (i * Width) + j));
            }
        }
    }
}
