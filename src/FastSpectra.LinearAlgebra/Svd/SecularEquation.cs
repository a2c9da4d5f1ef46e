using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: the arrowhead M (first row z, diagonal 0 = d_0 < d_1 < ...) has singular values w_i, roots of 1 + sum z_j^2/(d_j^2 - w^2) = 0,
// d_i < w_i < d_{i+1}; w_i is kept as pole + shift, so that every d_j - w_i has small relative error. 2 to 4 divisions per element and root.
// Source: Gu and Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD" (1995): new z from the computed roots (eq. 3.3), which
// makes the vectors orthogonal to working precision; roots by Gragg's cubic iteration (Borges and Gragg 1993; Li, LAWN 89) with a bracket.

/// <summary>Singular values and vectors of an arrowhead matrix, eight roots or elements side by side. Always in double.</summary>
internal unsafe struct SecularEquation : ILanesKernel<double>
{
    /// <summary>Arrays are padded to multiples of this.</summary>
    public const int Group = 8;

    // 2^-52. Roots are accepted where rounding of the sum itself hides the sign.
    private const double Ulp = 2.220446049250313e-16;

    // Gragg's iteration needs 2 to 5; bisection, its fallback, 60 to exhaust a double.
    private const int IterationLimit = 100;

    /// <summary>What <see cref="Run{TLanes}"/> computes.</summary>
    public Phase Work;

    /// <summary>Order of the arrowhead, at least 2.</summary>
    public int Count;

    /// <summary>Poles d_0 = 0, ascending; padded with the last pole.</summary>
    public double* D;

    /// <summary>d_1, d_2, ..., then a bound of the last root; padded with that bound.</summary>
    public double* Next;

    /// <summary>z_j^2, padded with the last; and those of the next pole, 0 for the bound.</summary>
    public double* Z2;
    public double* NextZ2;

    /// <summary>Results: root i is Pole[i] + Shift[i].</summary>
    public double* Pole;
    public double* Shift;

    /// <summary>Results: squares of the new z.</summary>
    public double* NewZ2;

    /// <summary>Groups of roots or elements to compute.</summary>
    public int FirstGroup;
    public int EndGroup;

    /// <summary>For vectors: poles and new z in the order of the columns, and the two rows of root <see cref="Root"/>.</summary>
    public double* ColumnD;
    public double* ColumnZ;
    public int Root;
    public double* U;
    public double* V;
    public double SumU;
    public double SumV;

    /// <summary>The three parts, each needing the one before for all elements.</summary>
    public enum Phase
    {
        /// <summary>Roots of groups FirstGroup ... EndGroup - 1.</summary>
        Roots,

        /// <summary>New z of groups FirstGroup ... EndGroup - 1.</summary>
        Weights,

        /// <summary>Unnormalised vectors of one root, with their sums of squares.</summary>
        Vectors,
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        switch (Work)
        {
            case Phase.Roots:
                for (int group = FirstGroup; group < EndGroup; group++)
                {
                    Roots<TLanes>(group * Group);
                }

                break;
            case Phase.Weights:
                for (int group = FirstGroup; group < EndGroup; group++)
                {
                    Weights<TLanes>(group * Group);
                }

                break;
            default:
                Vectors<TLanes>();
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Roots<TLanes>(int i)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes di = TLanes.Load(D + i), dn = TLanes.Load(Next + i);
        TLanes zi = TLanes.Load(Z2 + i), zn = TLanes.Load(NextZ2 + i);
        TLanes half = (dn - di) * TLanes.Broadcast(0.5);

        // The sign at the middle tells which pole is nearer; the shift from that one is small and exact.
        TLanes f = TLanes.Broadcast(1);
        for (int j = 0; j < Count; j++)
        {
            TLanes d = TLanes.Broadcast(D[j]);
            f += TLanes.Broadcast(Z2[j]) / (((d - di) - half) * (d + di + half));
        }

        TLanes right = TLanes.LessThan(f, TLanes.Zero);
        TLanes pole = TLanes.Select(right, dn, di);
        TLanes low = TLanes.Select(right, TLanes.Zero - half, TLanes.Zero);
        TLanes high = TLanes.Select(right, TLanes.Zero, half);
        TLanes shift = FirstGuess(f, right, di, dn, zi, zn, half, pole);
        shift = Inside(shift, low, high);
        TLanes active = TLanes.EqualTo(di, di);
        for (int iteration = 0; iteration < IterationLimit; iteration++)
        {
            Sums(pole, shift, out f, out TLanes f1, out TLanes f2, out TLanes magnitude);
            TLanes negative = TLanes.LessThan(f, TLanes.Zero);
            low = TLanes.Select(negative, shift, low);
            high = TLanes.Select(negative, high, shift);
            TLanes hidden = TLanes.LessThan(TLanes.Broadcast(8 * Ulp) * magnitude, Abs(f));
            active &= hidden;
            if (!TLanes.AnyBit(active))
            {
                break;
            }

            TLanes next = Inside(Gragg(f, f1, f2, di, dn, pole, shift), low, high);
            TLanes moved = TLanes.LessThan(TLanes.Broadcast(Ulp) * Abs(shift), Abs(next - shift));
            shift = TLanes.Select(active, next, shift);
            active &= moved;
        }

        TLanes.Store(Pole + i, pole);
        TLanes.Store(Shift + i, shift);
    }

    // f = 1 + sum t_j with t_j = z_j^2 / (d_j^2 - w^2), f' and f''/2 with respect to w^2, and 1 + sum |t_j|.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Sums<TLanes>(TLanes pole, TLanes shift, out TLanes f, out TLanes f1, out TLanes f2, out TLanes magnitude)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1);
        TLanes sign = TLanes.Broadcast(-0.0);
        TLanes s0 = one, s1 = TLanes.Zero, s2 = TLanes.Zero, sa = one;
        for (int j = 0; j < Count; j++)
        {
            TLanes d = TLanes.Broadcast(D[j]);
            TLanes q = one / (((d - pole) - shift) * ((d + pole) + shift));
            TLanes t = TLanes.Broadcast(Z2[j]) * q;
            s0 += t;
            sa += TLanes.AndNot(t, sign);
            TLanes tq = t * q;
            s1 += tq;
            TLanes.Accumulate(ref s2, tq, q);
        }

        (f, f1, f2, magnitude) = (s0, s1, s2, sa);
    }

    // The root of c + z_i^2/(d_i^2 - x) + z_{i+1}^2/(d_{i+1}^2 - x), c being the rest of f at the middle (LAWN 89 section 3.1).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLanes FirstGuess<TLanes>(TLanes f, TLanes right, TLanes di, TLanes dn, TLanes zi, TLanes zn, TLanes half, TLanes pole)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes c = f + (zi / (half * (di + di + half))) - (zn / (half * (dn + di + half)));
        TLanes gap = (dn - di) * (dn + di);
        TLanes cg = c * gap;
        TLanes a = zi + zn + TLanes.Select(right, TLanes.Zero - cg, cg);
        TLanes b = TLanes.Select(right, TLanes.Zero - (zn * gap), zi * gap);
        TLanes t = SmallerRoot(a, b, c);
        return t / (pole + TLanes.Sqrt(Abs((pole * pole) + t)));
    }

    // One step of Gragg: the root of c + p/(d_i^2 - x) + q/(d_{i+1}^2 - x) that agrees with f, f' and f'' here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLanes Gragg<TLanes>(TLanes f, TLanes f1, TLanes f2, TLanes di, TLanes dn, TLanes pole, TLanes shift)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes left = TLanes.Zero - (((pole - di) + shift) * ((pole + di) + shift));
        TLanes right = ((dn - pole) - shift) * ((dn + pole) + shift);
        TLanes product = left * right;
        TLanes p = left * ((f2 * right) - f1) / (right - left);
        TLanes c = f - (p * left) - ((f1 - p) * right);
        TLanes a = ((left + right) * f) - (product * f1);
        TLanes step = SmallerRoot(a, product * f, c);
        TLanes w = pole + shift;
        return shift + (step / (w + TLanes.Sqrt(Abs((w * w) + step))));
    }

    // The root of c t^2 - a t + b = 0 that stays finite as c tends to 0 or a to infinity, without cancellation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SmallerRoot<TLanes>(TLanes a, TLanes b, TLanes c)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes root = TLanes.Sqrt(Abs((a * a) - (TLanes.Broadcast(4) * b * c)));
        return TLanes.SelectLess(TLanes.Zero, a, (b + b) / (a + root), (a - root) / (c + c));
    }

    // x if it is strictly inside, else the middle; a NaN is not inside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Inside<TLanes>(TLanes x, TLanes low, TLanes high)
        where TLanes : unmanaged, ILanes<TLanes, double> =>
        TLanes.Select(TLanes.LessThan(low, x) & TLanes.LessThan(x, high), x, (low + high) * TLanes.Broadcast(0.5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Abs<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, double> => TLanes.AndNot(x, TLanes.Broadcast(-0.0));

    // z_j^2 = (w_last^2 - d_j^2) prod_i (w_i^2 - d_j^2) / (d_i'^2 - d_j^2), d_i' = d_i below j and d_{i+1} from j on: all factors are below 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Weights<TLanes>(int j)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes d = TLanes.Load(D + j);
        double* index = stackalloc double[Group];
        for (int lane = 0; lane < Group; lane++)
        {
            index[lane] = j + lane;
        }

        TLanes indices = TLanes.Load(index);
        int last = Count - 1;
        TLanes product = Distance(last, d);
        for (int i = 0; i < last; i++)
        {
            TLanes pole = TLanes.SelectLess(TLanes.Broadcast(i), indices, TLanes.Broadcast(D[i]), TLanes.Broadcast(D[i + 1]));
            product *= Distance(i, d) / ((pole - d) * (pole + d));
        }

        TLanes.Store(NewZ2 + j, Abs(product));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLanes Distance<TLanes>(int i, TLanes d)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes pole = TLanes.Broadcast(Pole[i]), shift = TLanes.Broadcast(Shift[i]);
        return ((pole - d) + shift) * ((pole + d) + shift);
    }

    // v_j = z_j / (d_j^2 - w^2), u_j = d_j v_j; u of the column with d = 0 is -1 (set by the caller).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Vectors<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes pole = TLanes.Broadcast(Pole[Root]), shift = TLanes.Broadcast(Shift[Root]);
        TLanes sumU = TLanes.Zero, sumV = TLanes.Zero;
        for (int j = 0; j < Count; j += Group)
        {
            TLanes d = TLanes.Load(ColumnD + j);
            TLanes v = TLanes.Load(ColumnZ + j) / (((d - pole) - shift) * ((d + pole) + shift));
            TLanes u = d * v;
            TLanes.Accumulate(ref sumU, u, u);
            TLanes.Accumulate(ref sumV, v, v);
            TLanes.Store(U + j, u);
            TLanes.Store(V + j, v);
        }

        SumU = TLanes.SumTree(sumU);
        SumV = TLanes.SumTree(sumV);
    }
}
