using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Factor: P = (I - V T V^T) [R; 0], V unit lower trapezoidal, T upper triangular, R upper triangular.
// Storage: P is m x b, row-major without gaps; V (ones and zeros written out) replaces it; T and R are b x b.
// Cost: 4 m b^2 flops in one pass over P per column: the pass that applies reflector j also forms x^T P for column j+1.
// Source: Golub, Van Loan, "Matrix Computations" (4th ed.), 5.1.3 and 5.2.3; Schreiber, Van Loan (1989) for T.
// Difference: the products V^T v_j that T needs fall out of the same pass, so T costs no extra one.
internal static unsafe class HouseholderPanel
{
    // Sums over rows run in blocks that are added up: in float a chain of thousands of terms would lose two digits.
    private const int RowsPerSum = 64;

    /// <summary>Factors the panel of <paramref name="rows"/> >= b rows. The caller guarantees rows*b, b*b and b*b elements.</summary>
    public static void Factor<T, TLanes>(T* p, int rows, T* t, T* r)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int B = BandReduction.Bandwidth<T>();

        // Below this a sum of squares has lost digits to underflow; far above the smallest normal number.
        T smallest = sizeof(T) == sizeof(float) ? T.ScaleB(T.One, -80) : T.ScaleB(T.One, -900);
        T* sums = stackalloc T[B];
        T* coefficients = stackalloc T[B];
        new Span<T>(t, B * B).Clear();
        new Span<T>(r, B * B).Clear();
        new Span<T>(coefficients, B).Clear();
        Pass<T, TLanes>(p, 1, rows, -1, T.Zero, coefficients, sums);
        for (int j = 0; j < B; j++)
        {
            T* row = p + (j * B);
            int exponent = 0;
            bool isIdentity = false;
            if (!(sums[j] >= smallest))
            {
                isIdentity = !Rescale(p, rows, j, out exponent);
                if (!isIdentity)
                {
                    new Span<T>(coefficients, B).Clear();
                    Pass<T, TLanes>(p, j + 1, rows, j - 1, T.Zero, coefficients, sums);
                }
            }

            T alpha = row[j], beta = alpha, tau = T.Zero, inverse = T.Zero;
            if (!isIdentity)
            {
                T norm = T.Sqrt(Fused.MultiplyAdd(alpha, alpha, sums[j]));
                beta = alpha < T.Zero ? norm : -norm;
                tau = (beta - alpha) / beta;
                inverse = T.One / (alpha - beta);
            }

            // w = v^T P; the first j entries are v_j^T V.
            for (int c = 0; c < B; c++)
            {
                sums[c] = Fused.MultiplyAdd(sums[c], inverse, row[c]);
            }

            for (int i = 0; i < j; i++)
            {
                T sum = T.Zero;
                for (int c = i; c < j; c++)
                {
                    sum = Fused.MultiplyAdd(t[(i * B) + c], sums[c], sum);
                }

                t[(i * B) + j] = -tau * sum;
            }

            t[(j * B) + j] = tau;
            r[(j * B) + j] = exponent == 0 ? beta : T.ScaleB(beta, exponent);
            row[j] = T.One;
            coefficients[j] = T.Zero;
            for (int c = 0; c < j; c++)
            {
                coefficients[c] = T.Zero;
            }

            for (int c = j + 1; c < B; c++)
            {
                T y = tau * sums[c];
                coefficients[c] = -y;
                r[(j * B) + c] = row[c] - y;
                row[c] = T.Zero;
            }

            Pass<T, TLanes>(p, j + 1, rows, j, inverse, coefficients, sums);
        }
    }

    // Scales column j from row j on by a power of two so that its largest entry is near 1; false if nothing is below row j.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Rescale<T>(T* p, int rows, int j, out int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int B = BandReduction.Bandwidth<T>();
        T largest = T.Zero;
        for (int i = j + 1; i < rows; i++)
        {
            largest = T.Max(largest, T.Abs(p[((nint)i * B) + j]));
        }

        exponent = 0;
        if (largest == T.Zero)
        {
            return false;
        }

        exponent = T.ILogB(T.Max(largest, T.Abs(p[(j * B) + j])));
        for (int i = j; i < rows; i++)
        {
            ref T x = ref p[((nint)i * B) + j];
            x = T.ScaleB(x, -exponent);
        }

        return true;
    }

    /// <summary>
    /// Rows from <paramref name="first"/> on: v = inverse * P(i, j), P(i, :) += v * coefficients, P(i, j) = v; then, over the
    /// rows behind row j+1, sums = (column j+1)^T P. With j = first - 2 and zero coefficients only the sums are formed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pass<T, TLanes>(T* p, int first, int rows, int j, T inverse, T* coefficients, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int B = BandReduction.Bandwidth<T>();
        nint count = TLanes.Count;
        TLanes y0 = TLanes.Load(coefficients), y1 = TLanes.Load(coefficients + count);
        TLanes s0 = TLanes.Zero, s1 = TLanes.Zero;
        bool hasNext = j + 1 < B, hasFirst = j + 1 < count;
        bool isUpdate = j + 1 == first;
        nint next = hasNext ? j + 1 : 0;
        int i = first;
        if (isUpdate && i < rows)
        {
            // Row j+1 is the pivot of the next column: updated, not summed.
            T* row = p + ((nint)i * B);
            T x = row[j] * inverse;
            for (int c = 0; c < B; c++)
            {
                row[c] = Fused.MultiplyAdd(x, coefficients[c], row[c]);
            }

            row[j] = x;
            i++;
        }

        while (i < rows)
        {
            int end = Math.Min(rows, i + RowsPerSum);
            TLanes a0 = TLanes.Zero, a1 = TLanes.Zero, b0 = TLanes.Zero, b1 = TLanes.Zero;
            for (; i < end - 1; i += 2)
            {
                T* row = p + ((nint)i * B);
                Row(row, j, next, isUpdate, hasFirst, inverse, y0, y1, ref a0, ref a1);
                Row(row + B, j, next, isUpdate, hasFirst, inverse, y0, y1, ref b0, ref b1);
            }

            if (i < end)
            {
                Row(p + ((nint)i * B), j, next, isUpdate, hasFirst, inverse, y0, y1, ref a0, ref a1);
                i++;
            }

            s0 += a0 + b0;
            s1 += a1 + b1;
        }

        TLanes.Store(sums, s0);
        TLanes.Store(sums + count, s1);
        if (isUpdate && j >= 0)
        {
            // The registers held x = P(i, j) where v = inverse * x was stored.
            sums[j] *= inverse;
        }
    }

    // One row of a pass. The first of the two groups of columns is left alone once they are finished.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, TLanes>(
        T* row, nint j, nint next, bool isUpdate, bool hasFirst, T inverse, TLanes y0, TLanes y1, ref TLanes s0, ref TLanes s1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        nint count = TLanes.Count;
        TLanes r0 = TLanes.Load(row), r1 = TLanes.Load(row + count);
        if (isUpdate)
        {
            T v = row[j] * inverse;
            TLanes lanes = TLanes.Broadcast(v);
            if (hasFirst)
            {
                TLanes.Accumulate(ref r0, lanes, y0);
                TLanes.Store(row, r0);
            }

            TLanes.Accumulate(ref r1, lanes, y1);
            TLanes.Store(row + count, r1);
            row[j] = v;
        }

        TLanes x = TLanes.Broadcast(row[next]);
        TLanes.Accumulate(ref s0, x, r0);
        TLanes.Accumulate(ref s1, x, r1);
    }
}
