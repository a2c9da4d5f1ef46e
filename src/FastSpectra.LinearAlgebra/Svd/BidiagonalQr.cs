using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: after each sweep B_old = L^T B_new R with L, R products of the rotations handed to the sink; at the end B is diagonal.
// Cost: about 2n sweeps of n/2 steps on average, 2 rotations (2 square roots, 4 divisions) a step; vectors cost 6n per step on top.
// Source: Demmel and Kahan, "Accurate singular values of bidiagonal matrices" (1990), LAWN 3: zero-shift sweep section 3, convergence
// criteria section 2 (relative: every value to a few n ulps of itself), shift strategy section 4. Always in double.

/// <summary>Implicit QR iteration on an upper bidiagonal matrix, with zero shifts where relative accuracy demands them.</summary>
internal static unsafe class BidiagonalQr
{
    // 2^-53, and the smallest normal number.
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private const double SmallestNormal = 2.2250738585072014e-308;

    // LAWN 3: max(10, min(100, eps^(-1/8))) units; eps^(-1/8) = 98.7.
    private const double Tolerance = 98.7 * UnitRoundoff;

    /// <summary>Steps allowed per squared dimension; 2 are typical.</summary>
    private const long StepsPerSquare = 6;

    /// <summary>The cap on steps that <see cref="Run"/> is given by its callers.</summary>
    public static long StepLimit(int n) => StepsPerSquare * n * n;

    /// <summary>Diagonalises B. On success e = 0 and d holds the singular values, unordered and with signs.</summary>
    /// <param name="d">n diagonal elements.</param>
    /// <param name="e">n elements, n-1 superdiagonal ones used.</param>
    /// <param name="n">Order.</param>
    /// <param name="sink">Receives all rotations in order.</param>
    /// <param name="workspace">Scratch: 4n doubles.</param>
    /// <param name="stepLimit">Steps (pairs of rotations) after which the iteration gives up.</param>
    /// <returns>False if the limit was reached; d, e and the rotations so far are still consistent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Run<TSink>(double* d, double* e, int n, ref TSink sink, Workspace workspace, long stepLimit)
        where TSink : struct, IRotationSink
    {
        if (n < 2)
        {
            return true;
        }

        using Workspace.Mark mark = workspace.Begin();
        State state = new()
        {
            D = d,
            E = e,
            Cl = workspace.Take<double>(n),
            Sl = workspace.Take<double>(n),
            Cr = workspace.Take<double>(n),
            Sr = workspace.Take<double>(n),
        };
        double threshold = DeflationThreshold(d, e, n);
        int last = n - 1;
        int blockFirst = -1, blockLast = -1;
        bool ascending = true;
        long steps = 0;
        while (last > 0)
        {
            int first = FindBlock(d, e, last, threshold, out double largest);
            if (first == last)
            {
                last--;
                continue;
            }

            if (first == last - 1)
            {
                Solve2x2(ref state, first, ref sink);
                last -= 2;
                continue;
            }

            // A block is worked from its larger to its smaller end; the direction is kept while the block only shrinks.
            if (first > blockLast || last < blockFirst)
            {
                ascending = Math.Abs(d[first]) >= Math.Abs(d[last]);
            }

            (blockFirst, blockLast) = (first, last);
            if (Deflate(d, e, first, last, ascending, out double smallest))
            {
                continue;
            }

            if (steps >= stepLimit)
            {
                return false;
            }

            steps += last - first;
            double shift = Shift(d, e, first, last, ascending, n, smallest, largest);
            state.Step(first, last, ascending, shift);
            sink.Sweep(first, last - first, ascending, state.Cl, state.Sl, state.Cr, state.Sr);
            int end = ascending ? last - 1 : first;
            if (Math.Abs(e[end]) <= threshold)
            {
                e[end] = 0;
            }
        }

        return true;
    }

    // Elements at or below this cannot change any value by more than the tolerance: LAWN 3 (2.4) and the lower bound on the smallest value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double DeflationThreshold(double* d, double* e, int n)
    {
        double mu = Math.Abs(d[0]);
        double bound = mu;
        for (int i = 1; i < n && bound != 0; i++)
        {
            mu = Math.Abs(d[i]) * (mu / (mu + Math.Abs(e[i - 1])));
            bound = Math.Min(bound, mu);
        }

        return Math.Max(Tolerance * (bound / Math.Sqrt(n)), StepsPerSquare * n * (double)n * SmallestNormal);
    }

    // The unreduced block that ends at last: its first index. Negligible elements on the way become exact zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int FindBlock(double* d, double* e, int last, double threshold, out double largest)
    {
        if (Math.Abs(d[last]) <= threshold)
        {
            d[last] = 0;
        }

        largest = Math.Abs(d[last]);
        for (int i = last - 1; i >= 0; i--)
        {
            double diagonal = Math.Abs(d[i]);
            double super = Math.Abs(e[i]);
            if (diagonal <= threshold)
            {
                d[i] = 0;
            }

            if (super <= threshold)
            {
                e[i] = 0;
                return i + 1;
            }

            largest = Math.Max(largest, Math.Max(diagonal, super));
        }

        return 0;
    }

    private static void Solve2x2<TSink>(ref State state, int i, ref TSink sink)
        where TSink : struct, IRotationSink
    {
        GivensRotation.TriangleSvd svd = GivensRotation.Decompose(state.D[i], state.E[i], state.D[i + 1]);
        state.D[i] = svd.Largest;
        state.D[i + 1] = svd.Smallest;
        state.E[i] = 0;
        (state.Cl[i], state.Sl[i], state.Cr[i], state.Sr[i]) = (svd.Cl, svd.Sl, svd.Cr, svd.Sr);
        sink.Sweep(i, 1, true, state.Cl, state.Sl, state.Cr, state.Sr);
    }

    // LAWN 3 section 2, criteria 1 and 2. True if some e became zero; else a lower bound of the block's smallest value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Deflate(double* d, double* e, int first, int last, bool ascending, out double smallest)
    {
        smallest = 0;
        double mu;
        if (ascending)
        {
            if (Math.Abs(e[last - 1]) <= Tolerance * Math.Abs(d[last]))
            {
                e[last - 1] = 0;
                return true;
            }

            mu = smallest = Math.Abs(d[first]);
            for (int i = first; i < last; i++)
            {
                if (Math.Abs(e[i]) <= Tolerance * mu)
                {
                    e[i] = 0;
                    return true;
                }

                mu = Math.Abs(d[i + 1]) * (mu / (mu + Math.Abs(e[i])));
                smallest = Math.Min(smallest, mu);
            }

            return false;
        }

        if (Math.Abs(e[first]) <= Tolerance * Math.Abs(d[first]))
        {
            e[first] = 0;
            return true;
        }

        mu = smallest = Math.Abs(d[last]);
        for (int i = last - 1; i >= first; i--)
        {
            if (Math.Abs(e[i]) <= Tolerance * mu)
            {
                e[i] = 0;
                return true;
            }

            mu = Math.Abs(d[i]) * (mu / (mu + Math.Abs(e[i])));
            smallest = Math.Min(smallest, mu);
        }

        return false;
    }

    // Zero where any shift would spoil relative accuracy, else the smaller singular value of the last 2 x 2 triangle.
    private static double Shift(double* d, double* e, int first, int last, bool ascending, int n, double smallest, double largest)
    {
        if (n * Tolerance * (smallest / largest) <= Math.Max(UnitRoundoff, 0.01 * Tolerance))
        {
            return 0;
        }

        double start, shift;
        if (ascending)
        {
            start = Math.Abs(d[first]);
            GivensRotation.SingularValues(d[last - 1], e[last - 1], d[last], out shift, out _);
        }
        else
        {
            start = Math.Abs(d[last]);
            GivensRotation.SingularValues(d[first], e[first], d[first + 1], out shift, out _);
        }

        double ratio = shift / start;
        return start > 0 && ratio * ratio < UnitRoundoff ? 0 : shift;
    }

    private struct State
    {
        public double* D;
        public double* E;
        public double* Cl;
        public double* Sl;
        public double* Cr;
        public double* Sr;

        public readonly void Step(int first, int last, bool ascending, double shift)
        {
            if (shift == 0)
            {
                if (ascending)
                {
                    ZeroShiftDown(first, last);
                }
                else
                {
                    ZeroShiftUp(first, last);
                }
            }
            else if (ascending)
            {
                ShiftedDown(first, last, shift);
            }
            else
            {
                ShiftedUp(first, last, shift);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void ZeroShiftDown(int first, int last)
        {
            double c = 1, oldC = 1, oldS = 0;
            for (int i = first; i < last; i++)
            {
                GivensRotation.Generate(D[i] * c, E[i], out c, out double s, out double r);
                if (i > first)
                {
                    E[i - 1] = oldS * r;
                }

                GivensRotation.Generate(oldC * r, D[i + 1] * s, out oldC, out oldS, out D[i]);
                (Cr[i], Sr[i], Cl[i], Sl[i]) = (c, s, oldC, oldS);
            }

            double h = D[last] * c;
            D[last] = h * oldC;
            E[last - 1] = h * oldS;
        }

        private readonly void ZeroShiftUp(int first, int last)
        {
            double c = 1, oldC = 1, oldS = 0;
            for (int i = last; i > first; i--)
            {
                GivensRotation.Generate(D[i] * c, E[i - 1], out c, out double s, out double r);
                if (i < last)
                {
                    E[i] = oldS * r;
                }

                GivensRotation.Generate(oldC * r, D[i - 1] * s, out oldC, out oldS, out D[i]);
                (Cl[i - 1], Sl[i - 1], Cr[i - 1], Sr[i - 1]) = (c, -s, oldC, -oldS);
            }

            double h = D[first] * c;
            D[first] = h * oldC;
            E[first] = h * oldS;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void ShiftedDown(int first, int last, double shift)
        {
            double f = (Math.Abs(D[first]) - shift) * (Math.CopySign(1, D[first]) + (shift / D[first]));
            double g = E[first];
            for (int i = first; i < last; i++)
            {
                GivensRotation.Generate(f, g, out double c, out double s, out double r);
                if (i > first)
                {
                    E[i - 1] = r;
                }

                f = (c * D[i]) + (s * E[i]);
                E[i] = (c * E[i]) - (s * D[i]);
                g = s * D[i + 1];
                D[i + 1] = c * D[i + 1];
                (Cr[i], Sr[i]) = (c, s);
                GivensRotation.Generate(f, g, out c, out s, out D[i]);
                f = (c * E[i]) + (s * D[i + 1]);
                D[i + 1] = (c * D[i + 1]) - (s * E[i]);
                if (i < last - 1)
                {
                    g = s * E[i + 1];
                    E[i + 1] = c * E[i + 1];
                }

                (Cl[i], Sl[i]) = (c, s);
            }

            E[last - 1] = f;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void ShiftedUp(int first, int last, double shift)
        {
            double f = (Math.Abs(D[last]) - shift) * (Math.CopySign(1, D[last]) + (shift / D[last]));
            double g = E[last - 1];
            for (int i = last; i > first; i--)
            {
                GivensRotation.Generate(f, g, out double c, out double s, out double r);
                if (i < last)
                {
                    E[i] = r;
                }

                f = (c * D[i]) + (s * E[i - 1]);
                E[i - 1] = (c * E[i - 1]) - (s * D[i]);
                g = s * D[i - 1];
                D[i - 1] = c * D[i - 1];
                (Cl[i - 1], Sl[i - 1]) = (c, -s);
                GivensRotation.Generate(f, g, out c, out s, out D[i]);
                f = (c * E[i - 1]) + (s * D[i - 1]);
                D[i - 1] = (c * D[i - 1]) - (s * E[i - 1]);
                if (i > first + 1)
                {
                    g = s * E[i - 2];
                    E[i - 2] = c * E[i - 2];
                }

                (Cr[i - 1], Sr[i - 1]) = (c, -s);
            }

            E[first] = f;
        }
    }
}
