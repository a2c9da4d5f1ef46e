using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The sums of <see cref="InnerProductTile{TLanes, T}"/>, bit for bit, for operands whose steps are adjacent: up to 4 x 4 sums stay in
/// registers from the first step to the last addition of their trees. For registers of 512 bits.
/// </summary>
/// <remarks>The trees of one tile are added up while the next one multiplies already: no memory lies between.</remarks>
internal static unsafe class InnerProductRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Width = 4;

    private static int Group
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => InnerProductTile<Lanes512<T>, T>.Group;
    }

    /// <summary>True where steps are adjacent in both operands, rows or columns in C, and the operands stay in the second-level cache or are read once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Suits(in MatrixView<T> a, in MatrixView<T> b, in MatrixView<T> c) =>
        a.ColumnStride == 1 && b.RowStride == 1 && (c.ColumnStride == 1 || c.RowStride == 1)
        && (Math.Max(c.Rows, c.Columns) <= Width || (long)(c.Rows + c.Columns) * a.Columns * sizeof(T) <= CacheSizes.SecondLevel / 4 * 3);

    /// <summary>C = alpha A B + beta C, 2 to 8 rows and columns of C; with beta = 0, C is not read.</summary>
    /// <remarks>Unsafe: the operands satisfy <see cref="Suits"/> and their shapes fit.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(T alpha, in MatrixView<T> a, in MatrixView<T> b, T beta, in MatrixView<T> c)
    {
        if (c.ColumnStride != 1)
        {
            // C^T = B^T A^T: a b = b a in every bit.
            Multiply(alpha, b.Transposed, a.Transposed, beta, c.Transposed);
            return;
        }

        Operands x;
        Unsafe.SkipInit(out x);
        x.Steps = a.Columns;
        x.Alpha = alpha;
        x.Beta = beta;
        x.StrideA = a.RowStride;
        x.StrideB = b.ColumnStride;
        x.StrideC = c.RowStride;
        int rows, columns;
        for (int i = 0; i < c.Rows; i += rows)
        {
            rows = Next(c.Rows - i);
            x.A = a.Data + (i * x.StrideA);
            for (int j = 0; j < c.Columns; j += columns)
            {
                columns = Next(c.Columns - j);
                x.B = b.Data + (j * x.StrideB);
                x.C = c.Data + (i * x.StrideC) + j;
                switch (rows)
                {
                    case 4:
                        Tile<Four>(columns, x);
                        break;
                    case 3:
                        Tile<Three>(columns, x);
                        break;
                    default:
                        Tile<Two>(columns, x);
                        break;
                }
            }
        }
    }

    // 5 as 3 + 2, 6 as 3 + 3, 7 as 4 + 3: no tile of a single row, which would wait for its loads.
    private static int Next(int left) => left > Width ? (left + 1) / 2 : left;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TRows>(int columns, in Operands x)
        where TRows : unmanaged, IConstant
    {
        switch (columns)
        {
            case 4:
                Tile<TRows, Four>(x);
                break;
            case 3:
                Tile<TRows, Three>(x);
                break;
            default:
                Tile<TRows, Two>(x);
                break;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TRows, TColumns>(in Operands x)
        where TRows : unmanaged, IConstant
        where TColumns : unmanaged, IConstant
    {
        T* a = x.A;
        T* b = x.B;
        T* a1 = a + x.StrideA;
        T* a2 = sizeof(TRows) > 2 ? a1 + x.StrideA : a;
        T* a3 = sizeof(TRows) > 3 ? a2 + x.StrideA : a;
        T* b1 = b + x.StrideB;
        T* b2 = sizeof(TColumns) > 2 ? b1 + x.StrideB : b;
        T* b3 = sizeof(TColumns) > 3 ? b2 + x.StrideB : b;
        Lanes512<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Lanes512<T> s10 = default, s11 = default, s12 = default, s13 = default;
        Lanes512<T> s20 = default, s21 = default, s22 = default, s23 = default;
        Lanes512<T> s30 = default, s31 = default, s32 = default, s33 = default;
        nint rest = x.Steps % Group;
        nint whole = x.Steps - rest;
        for (nint p = 0; p < whole; p += Group)
        {
            Lanes512<T> y0 = Lanes512<T>.Load(b + p);
            Lanes512<T> y1 = Lanes512<T>.Load(b1 + p);
            Lanes512<T> y2 = sizeof(TColumns) > 2 ? Lanes512<T>.Load(b2 + p) : default;
            Lanes512<T> y3 = sizeof(TColumns) > 3 ? Lanes512<T>.Load(b3 + p) : default;
            AddRow<TColumns>(Lanes512<T>.Load(a + p), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);
            AddRow<TColumns>(Lanes512<T>.Load(a1 + p), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(Lanes512<T>.Load(a2 + p), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(Lanes512<T>.Load(a3 + p), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
            }
        }

        if (rest > 0)
        {
            int count = (int)rest;
            Lanes512<T> y0 = Lanes512<T>.LoadPartial(b + whole, count);
            Lanes512<T> y1 = Lanes512<T>.LoadPartial(b1 + whole, count);
            Lanes512<T> y2 = sizeof(TColumns) > 2 ? Lanes512<T>.LoadPartial(b2 + whole, count) : default;
            Lanes512<T> y3 = sizeof(TColumns) > 3 ? Lanes512<T>.LoadPartial(b3 + whole, count) : default;
            AddRow<TColumns>(Lanes512<T>.LoadPartial(a + whole, count), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);
            AddRow<TColumns>(Lanes512<T>.LoadPartial(a1 + whole, count), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(Lanes512<T>.LoadPartial(a2 + whole, count), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(Lanes512<T>.LoadPartial(a3 + whole, count), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
            }
        }

        // Every line halves the lanes of all sums, until their rows lie one after the other.
        Vector512<T> r0 = Row<TColumns>(s00, s01, s02, s03);
        Vector512<T> r1 = Row<TColumns>(s10, s11, s12, s13);
        Vector512<T> r2 = sizeof(TRows) > 2 ? Row<TColumns>(s20, s21, s22, s23) : r0;
        Vector512<T> r3 = sizeof(TRows) > 3 ? Row<TColumns>(s30, s31, s32, s33) : r1;
        T* c = x.C;
        T* c2 = c + (2 * x.StrideC);
        if (sizeof(T) == sizeof(float))
        {
            Vector512<float> u = Halves(r0.AsSingle(), r1.AsSingle());
            Vector512<float> v = sizeof(TRows) > 2 ? Halves(r2.AsSingle(), r3.AsSingle()) : u;
            u = Avx512F.Shuffle(u, v, 0x88) + Avx512F.Shuffle(u, v, 0xDD);
            u = Avx512F.PermuteVar16x32(u, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
            Vector512<T> rows = u.As<float, T>();
            Store<TColumns, Lanes128<T>>(c, new(rows.GetLower().GetLower()), x);
            Store<TColumns, Lanes128<T>>(c + x.StrideC, new(rows.GetLower().GetUpper()), x);
            if (sizeof(TRows) > 2)
            {
                Store<TColumns, Lanes128<T>>(c2, new(rows.GetUpper().GetLower()), x);
            }

            if (sizeof(TRows) > 3)
            {
                Store<TColumns, Lanes128<T>>(c2 + x.StrideC, new(rows.GetUpper().GetUpper()), x);
            }
        }
        else
        {
            Vector512<T> rows = TwoRows(r0.AsDouble(), r1.AsDouble()).As<double, T>();
            Store<TColumns, Lanes256<T>>(c, new(rows.GetLower()), x);
            Store<TColumns, Lanes256<T>>(c + x.StrideC, new(rows.GetUpper()), x);
            rows = sizeof(TRows) > 2 ? TwoRows(r2.AsDouble(), r3.AsDouble()).As<double, T>() : rows;
            if (sizeof(TRows) > 2)
            {
                Store<TColumns, Lanes256<T>>(c2, new(rows.GetLower()), x);
            }

            if (sizeof(TRows) > 3)
            {
                Store<TColumns, Lanes256<T>>(c2 + x.StrideC, new(rows.GetUpper()), x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> TwoRows(Vector512<double> x, Vector512<double> y) =>
        Avx512F.PermuteVar8x64(Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y), Vector512.Create(0L, 2, 4, 6, 1, 3, 5, 7));

    /// <summary>One row of C, which fills <typeparamref name="TRow"/> where there are four columns: c = alpha s, or beta c + alpha s where C is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TColumns, TRow>(T* c, TRow sums, in Operands x)
        where TColumns : unmanaged, IConstant
        where TRow : unmanaged, ILanes<TRow, T>
    {
        TRow alpha = TRow.Broadcast(x.Alpha);
        if (sizeof(TColumns) == Width)
        {
            TRow.Update(c, sums, alpha, TRow.Broadcast(x.Beta), x.Beta != T.Zero, scaled: true);
            return;
        }

        TRow value = x.Beta == T.Zero
            ? alpha * sums
            : TRow.FusedMultiplyAdd(alpha, sums, TRow.Broadcast(x.Beta) * TRow.LoadPartial(c, sizeof(TColumns)));
        TRow.StorePartial(c, value, sizeof(TColumns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(Vector512<float> x, Vector512<float> y) => Avx512F.Shuffle(x, y, 0x44) + Avx512F.Shuffle(x, y, 0xEE);

    /// <summary>Four sums of one row: a quarter of a register each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Row<TColumns>(Lanes512<T> s0, Lanes512<T> s1, Lanes512<T> s2, Lanes512<T> s3)
        where TColumns : unmanaged, IConstant
    {
        Lanes512<T> t = Halves(s0, s1);
        Lanes512<T> u = sizeof(TColumns) > 2 ? Halves(s2, sizeof(TColumns) > 3 ? s3 : s2) : t;
        return sizeof(T) == sizeof(float)
            ? (Avx512F.Shuffle4x128(t.V.AsSingle(), u.V.AsSingle(), 0x88) + Avx512F.Shuffle4x128(t.V.AsSingle(), u.V.AsSingle(), 0xDD)).As<float, T>()
            : (Avx512F.Shuffle4x128(t.V.AsDouble(), u.V.AsDouble(), 0x88) + Avx512F.Shuffle4x128(t.V.AsDouble(), u.V.AsDouble(), 0xDD)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes512<T> Halves(Lanes512<T> x, Lanes512<T> y) => sizeof(T) == sizeof(float)
        ? new((Avx512F.Shuffle4x128(x.V.AsSingle(), y.V.AsSingle(), 0x44) + Avx512F.Shuffle4x128(x.V.AsSingle(), y.V.AsSingle(), 0xEE)).As<float, T>())
        : new((Avx512F.Shuffle4x128(x.V.AsDouble(), y.V.AsDouble(), 0x44) + Avx512F.Shuffle4x128(x.V.AsDouble(), y.V.AsDouble(), 0xEE)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TColumns>(
        Lanes512<T> x, Lanes512<T> y0, Lanes512<T> y1, Lanes512<T> y2, Lanes512<T> y3, ref Lanes512<T> s0, ref Lanes512<T> s1, ref Lanes512<T> s2, ref Lanes512<T> s3)
        where TColumns : unmanaged, IConstant
    {
        Lanes512<T>.Accumulate(ref s0, x, y0);
        Lanes512<T>.Accumulate(ref s1, x, y1);
        if (sizeof(TColumns) > 2)
        {
            Lanes512<T>.Accumulate(ref s2, x, y2);
        }

        if (sizeof(TColumns) > 3)
        {
            Lanes512<T>.Accumulate(ref s3, x, y3);
        }
    }

    /// <summary>What one tile of sums needs.</summary>
    private struct Operands
    {
        public T* A;
        public T* B;
        public T* C;
        public nint StrideA;
        public nint StrideB;
        public nint StrideC;
        public nint Steps;
        public T Alpha;
        public T Beta;
    }
}
