using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Chase: U^T B V = upper bidiagonal (d, e), U and V orthogonal and not kept; B upper banded, b = 32 superdiagonals.
// Storage: element (i, j) of the band at band[i*Stride + j + Offset], with room for the bulge and zeros all around.
// Cost: 8 n^2 b flops in first- and second-level cache. Always in double: its errors do not add to those of a float reduction.
// Source: Lang, "Parallel reduction of banded matrices to bidiagonal form" (1996); Haidar, Ltaief, Luszczek, Dongarra (2012).
// Difference: the right and left reflector of a block go in as one rank-2 update, so a block is read three times, written once.
internal static unsafe class BulgeChasing
{
    private const int B = BandReduction.Bandwidth;

    // Distance between rows: 31 columns of fill on the left, 63 on the right, and up to 7 more on either side that whole
    // registers cover; a multiple of 8, so that column j has the same alignment in every row.
    private const int Stride = (3 * B) + 16;

    private const int Offset = 64;

    // Columns of a hop in whole groups of 8: the two blocks, and one group more because they begin anywhere.
    private const int Groups = ((2 * B) / 8) + 1;

    private const int Width = 8 * Groups;

    // Sweeps that travel together through the matrix, two blocks apart: their blocks are within 0.4 MiB. Does not shape results.
    private const int SweepsTogether = 8;

    private const int ScratchPerMember = (SweepsTogether * (B + 8)) + (3 * Width) + (6 * B);

    /// <summary>Doubles of band storage for n columns.</summary>
    public static long BandCount(int n) => ((n + (long)B) * (Stride + 1)) + (2 * Offset);

    /// <summary>Doubles of scratch.</summary>
    public static long ScratchCount(int n, int members) => Progress(n) + ((long)ScratchPerMember * members);

    /// <summary>Address of element (i, i) in band storage.</summary>
    public static double* Diagonal(double* band, int i) => band + ((nint)i * (Stride + 1)) + Offset;

    /// <summary>
    /// Reduces to d (n) and e (n-1). The caller guarantees 64-byte alignment, <see cref="BandCount"/> doubles that are zero
    /// outside the band, and <see cref="ScratchCount"/> doubles.
    /// </summary>
    public static void Chase(double* band, int n, double* d, double* e, double* scratch, ThreadTeam team)
    {
        int* progress = (int*)scratch;
        new Span<int>(progress, n).Clear();
        Dispatch dispatch = new(band, n, progress, scratch + Progress(n), team);
        LanesDispatch.Run<double, Dispatch>(ref dispatch);
        for (int i = 0; i < n; i++)
        {
            double* diagonal = Diagonal(band, i);
            d[i] = diagonal[0];
            if (i + 1 < n)
            {
                e[i] = diagonal[1];
            }
        }
    }

    // Doubles that hold the counters of progress, in whole cache lines.
    private static long Progress(int n) => (n + 7L) / 8 * 8;

    private readonly struct Dispatch(double* band, int n, int* progress, double* scratch, ThreadTeam team) : ILanesKernel<double>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            Sweeps<TLanes> sweeps = new(band, n, progress, scratch);
            team.Run(ref sweeps);
        }
    }

    /// <summary>
    /// Sweep s clears row s. Its hop k works on rows and columns from s+1+kb on and may run once sweep s-1 has finished
    /// hop k+1: <c>progress[s]</c> counts finished hops. The order in time is free beyond that; the results are not.
    /// </summary>
    private readonly struct Sweeps<TLanes>(double* band, int n, int* progress, double* scratch) : ITeamTask
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        public void Run(int member, ThreadTeam team)
        {
            double* own = scratch + ((nint)member * ScratchPerMember);
            double* work = own + (SweepsTogether * (B + 8));
            new Span<double>(own, ScratchPerMember).Clear();

            // With few hops left a long group would keep the other threads waiting.
            int together = team.Size == 1 ? SweepsTogether : Math.Clamp(n / B / 8, 1, SweepsTogether);
            for (int s0 = member * together; s0 < n - 2; s0 += together * team.Size)
            {
                int sweeps = Math.Min(together, n - 2 - s0);
                int steps = Hops(s0) + (2 * (sweeps - 1));
                for (int step = 0; step < steps; step++)
                {
                    for (int g = 0; g < sweeps; g++)
                    {
                        int s = s0 + g, hop = step - (2 * g);
                        if (hop < 0 || hop >= Hops(s))
                        {
                            continue;
                        }

                        if (g == 0 && s > 0)
                        {
                            WaitFor(s - 1, Math.Min(hop + 2, Hops(s - 1)));
                        }

                        double* reflector = own + (g * (B + 8));
                        if (hop == 0)
                        {
                            StartSweep(s, reflector);
                        }

                        Hop(s + 1 + (hop * B), reflector, work);
                        Volatile.Write(ref progress[s], hop + 1);
                    }
                }
            }
        }

        // A block of one row and column has nothing to clear.
        private int Hops(int s) => (n - 1 - (s + 1) + B - 1) / B;

        private void WaitFor(int s, int hops)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref progress[s]) < hops)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        // The reflector that clears row s behind its superdiagonal.
        private void StartSweep(int s, double* reflector)
        {
            double* row = Diagonal(band, s) + 1;
            double* x = stackalloc double[B];
            new ReadOnlySpan<double>(row, B).CopyTo(new Span<double>(x, B));
            double beta = Reflect(x, reflector, out reflector[B]);
            new Span<double>(row, B).Clear();
            row[0] = beta;
        }

        /// <summary>
        /// With D and E the blocks at (c, c) and (c, c+b), u the reflector of the columns of D: D = D (I - tau u u^T); v clears the
        /// first column of D, both blocks are multiplied by I - tau v v^T; the new u clears the first row of E, which is multiplied by it.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Hop(int c, double* reflector, double* work)
        {
            double* u = work;                // of D's columns, in place among the columns of the hop
            double* next = u + Width;        // of E's columns
            double* z = next + Width;        // tau v^T [D E]
            double* w = z + Width;           // tau D u
            double* wNext = w + B;           // tau E u
            double* v = wNext + B;
            double* x = v + B;

            int shift = (c + Offset) & 7;
            nint stride = Stride;
            double* origin = Diagonal(band, c) - shift;
            new Span<double>(u, 2 * Width).Clear();
            new ReadOnlySpan<double>(reflector, B).CopyTo(new Span<double>(u + shift, B));
            double tau = reflector[B];

            TLanes u0 = TLanes.Load(u), u1 = TLanes.Load(u + 8), u2 = TLanes.Load(u + 16), u3 = TLanes.Load(u + 24), u4 = TLanes.Load(u + 32);
            double first = tau * reflector[0];
            double* row = origin;
            for (int i = 0; i < B; i++)
            {
                TLanes sum = TLanes.Load(row) * u0;
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 8), u1, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 16), u2, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 24), u3, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 32), u4, sum);
                double dot = TLanes.SumTree(sum);
                w[i] = tau * dot;
                x[i] = Fused.MultiplyAdd(-first, dot, row[shift]);
                row += stride;
            }

            double diagonal = Reflect(x, v, out double tauLeft);

            TLanes z0 = TLanes.Zero, z1 = z0, z2 = z0, z3 = z0, z4 = z0, z5 = z0, z6 = z0, z7 = z0, z8 = z0;
            row = origin;
            for (int i = 0; i < B; i++)
            {
                TLanes vi = TLanes.Broadcast(v[i]);
                z0 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row), z0);
                z1 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 8), z1);
                z2 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 16), z2);
                z3 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 24), z3);
                z4 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 32), z4);
                z5 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 40), z5);
                z6 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 48), z6);
                z7 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 56), z7);
                z8 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 64), z8);
                row += stride;
            }

            TLanes vw = TLanes.Load(v) * TLanes.Load(w);
            for (int i = 8; i < B; i += 8)
            {
                vw = TLanes.FusedMultiplyAdd(TLanes.Load(v + i), TLanes.Load(w + i), vw);
            }

            TLanes correction = TLanes.Broadcast(-TLanes.SumTree(vw));
            TLanes left = TLanes.Broadcast(tauLeft);
            TLanes.Store(z, TLanes.FusedMultiplyAdd(correction, u0, z0) * left);
            TLanes.Store(z + 8, TLanes.FusedMultiplyAdd(correction, u1, z1) * left);
            TLanes.Store(z + 16, TLanes.FusedMultiplyAdd(correction, u2, z2) * left);
            TLanes.Store(z + 24, TLanes.FusedMultiplyAdd(correction, u3, z3) * left);
            TLanes.Store(z + 32, TLanes.FusedMultiplyAdd(correction, u4, z4) * left);
            TLanes.Store(z + 40, z5 * left);
            TLanes.Store(z + 48, z6 * left);
            TLanes.Store(z + 56, z7 * left);
            TLanes.Store(z + 64, z8 * left);

            // v[0] is 1 (or tauLeft is 0): the first row of E after the left reflector.
            for (int j = 0; j < B; j++)
            {
                x[j] = origin[shift + B + j] - z[shift + B + j];
            }

            double superdiagonal = Reflect(x, reflector, out reflector[B]);
            new ReadOnlySpan<double>(reflector, B).CopyTo(new Span<double>(next + shift + B, B));
            tau = reflector[B];

            TLanes n4 = TLanes.Load(next + 32), n5 = TLanes.Load(next + 40), n6 = TLanes.Load(next + 48), n7 = TLanes.Load(next + 56), n8 = TLanes.Load(next + 64);
            z4 = TLanes.Load(z + 32);
            z5 = TLanes.Load(z + 40);
            z6 = TLanes.Load(z + 48);
            z7 = TLanes.Load(z + 56);
            z8 = TLanes.Load(z + 64);
            TLanes zn = z4 * n4;
            zn = TLanes.FusedMultiplyAdd(z5, n5, zn);
            zn = TLanes.FusedMultiplyAdd(z6, n6, zn);
            zn = TLanes.FusedMultiplyAdd(z7, n7, zn);
            zn = TLanes.FusedMultiplyAdd(z8, n8, zn);
            double cross = TLanes.SumTree(zn);
            row = origin;
            for (int i = 0; i < B; i++)
            {
                TLanes sum = TLanes.Load(row + 32) * n4;
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 40), n5, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 48), n6, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 56), n7, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 64), n8, sum);
                wNext[i] = tau * Fused.MultiplyAdd(-v[i], cross, TLanes.SumTree(sum));
                row += stride;
            }

            z0 = TLanes.Load(z);
            z1 = TLanes.Load(z + 8);
            z2 = TLanes.Load(z + 16);
            z3 = TLanes.Load(z + 24);
            row = origin;
            for (int i = 0; i < B; i++)
            {
                TLanes wi = TLanes.Broadcast(-w[i]), vi = TLanes.Broadcast(-v[i]), ni = TLanes.Broadcast(-wNext[i]);
                TLanes.Store(row, TLanes.FusedMultiplyAdd(vi, z0, TLanes.FusedMultiplyAdd(wi, u0, TLanes.Load(row))));
                TLanes.Store(row + 8, TLanes.FusedMultiplyAdd(vi, z1, TLanes.FusedMultiplyAdd(wi, u1, TLanes.Load(row + 8))));
                TLanes.Store(row + 16, TLanes.FusedMultiplyAdd(vi, z2, TLanes.FusedMultiplyAdd(wi, u2, TLanes.Load(row + 16))));
                TLanes.Store(row + 24, TLanes.FusedMultiplyAdd(vi, z3, TLanes.FusedMultiplyAdd(wi, u3, TLanes.Load(row + 24))));
                TLanes middle = TLanes.FusedMultiplyAdd(vi, z4, TLanes.FusedMultiplyAdd(wi, u4, TLanes.Load(row + 32)));
                TLanes.Store(row + 32, TLanes.FusedMultiplyAdd(ni, n4, middle));
                TLanes.Store(row + 40, TLanes.FusedMultiplyAdd(ni, n5, TLanes.FusedMultiplyAdd(vi, z5, TLanes.Load(row + 40))));
                TLanes.Store(row + 48, TLanes.FusedMultiplyAdd(ni, n6, TLanes.FusedMultiplyAdd(vi, z6, TLanes.Load(row + 48))));
                TLanes.Store(row + 56, TLanes.FusedMultiplyAdd(ni, n7, TLanes.FusedMultiplyAdd(vi, z7, TLanes.Load(row + 56))));
                TLanes.Store(row + 64, TLanes.FusedMultiplyAdd(ni, n8, TLanes.FusedMultiplyAdd(vi, z8, TLanes.Load(row + 64))));
                row[shift] = 0.0;
                row += stride;
            }

            origin[shift] = diagonal;
            new Span<double>(origin + shift + B, B).Clear();
            origin[shift + B] = superdiagonal;
        }

        /// <summary>v with v[0] = 1 and (I - tau v v^T) x = (beta, 0, ...); returns beta. x and v are b long and apart.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double Reflect(double* x, double* v, out double tau)
        {
            // Sums of squares below this have lost digits to underflow.
            const double Smallest = 1e-280;
            double alpha = x[0];
            x[0] = 0.0;
            double squares = SumOfSquares(x);
            int exponent = 0;
            if (!(squares >= Smallest))
            {
                double largest = 0.0;
                for (int i = 1; i < B; i++)
                {
                    largest = Math.Max(largest, Math.Abs(x[i]));
                }

                if (largest == 0.0)
                {
                    new Span<double>(v, B).Clear();
                    v[0] = 1.0;
                    tau = 0.0;
                    return alpha;
                }

                exponent = Math.ILogB(Math.Max(largest, Math.Abs(alpha)));
                alpha = Math.ScaleB(alpha, -exponent);
                for (int i = 1; i < B; i++)
                {
                    x[i] = Math.ScaleB(x[i], -exponent);
                }

                squares = SumOfSquares(x);
            }

            double norm = Math.Sqrt(Fused.MultiplyAdd(alpha, alpha, squares));
            double beta = alpha < 0.0 ? norm : -norm;
            tau = (beta - alpha) / beta;
            TLanes inverse = TLanes.Broadcast(1.0 / (alpha - beta));
            for (int i = 0; i < B; i += 8)
            {
                TLanes.Store(v + i, TLanes.Load(x + i) * inverse);
            }

            v[0] = 1.0;
            return exponent == 0 ? beta : Math.ScaleB(beta, exponent);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double SumOfSquares(double* x)
        {
            TLanes sum = TLanes.Zero;
            for (int i = 0; i < B; i += 8)
            {
                TLanes xi = TLanes.Load(x + i);
                sum = TLanes.FusedMultiplyAdd(xi, xi, sum);
            }

            return TLanes.SumTree(sum);
        }
    }
}
