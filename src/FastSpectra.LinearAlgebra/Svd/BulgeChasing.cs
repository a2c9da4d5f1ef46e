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

    // A reflector of the columns, padded with zeros to whole groups at the place it has in the first or second half of a hop.
    private const int Padded = B + 8;

    // Two reflectors of columns per sweep (this hop's and the next one's); z; x, v and w; the tables of masks.
    private const int ScratchPerMember = (SweepsTogether * 2 * Padded) + Width + (3 * B) + 32;

    // Sums of squares below this have lost digits to underflow.
    private const double SmallestSquares = 1e-280;

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
            double* work = own + (SweepsTogether * 2 * Padded);
            WriteTables(work + Width + (3 * B));
            double* taus = stackalloc double[SweepsTogether];

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

                        double* reflectors = own + (g * 2 * Padded);
                        if (hop == 0)
                        {
                            StartSweep(s, reflectors, work, ref taus[g]);
                        }

                        double* u = reflectors + ((hop & 1) * Padded), next = reflectors + ((~hop & 1) * Padded);
                        Hop(s + 1 + (hop * B), u, next, ref taus[g], work);
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

        // All blocks of a sweep begin at the same place within a group of 8 columns.
        private static int Shift(int c) => (c + Offset) & 7;

        // The reflector that clears row s behind its superdiagonal; both buffers of the sweep get their padding.
        private void StartSweep(int s, double* reflectors, double* work, ref double tau)
        {
            int shift = Shift(s + 1);
            double* row = Diagonal(band, s) + 1;
            new Span<double>(reflectors, 2 * Padded).Clear();
            new Span<double>(work, Padded).Clear();
            row[0] = ReflectRow(row - shift, work, shift, work + Width + (3 * B), reflectors, ref tau);
            new Span<double>(row + 1, B - 1).Clear();
        }

        /// <summary>
        /// With D and E the blocks at (c, c) and (c, c+b), u the reflector of the columns of D: D = D (I - tau u u^T); v clears the
        /// first column of D, both blocks are multiplied by I - tau v v^T; the next u clears the first row of E, which is multiplied
        /// by it. <paramref name="tau"/> becomes that of the next u.
        /// </summary>
        private void Hop(int c, double* u, double* next, ref double tau, double* work)
        {
            double* z = work;               // tau v^T [D E]
            double* x = z + Width;          // first column of D after the right reflector
            double* v = x + B;
            double* w = v + B;              // tau D u
            double* tables = w + B;

            int shift = Shift(c);
            double* origin = Diagonal(band, c) - shift;
            double squares = MultiplyColumns(origin, shift, u, tau, w, x);
            double diagonal = ReflectColumn(x, squares, v, out double tauLeft);
            MultiplyRows(origin, u, v, w, tauLeft, z);

            // v[0] is 1 (or tauLeft is 0): z is what the left reflector takes from the first row.
            double superdiagonal = ReflectRow(origin + B, z + B, shift, tables, next, ref tau);
            UpdateBlocks(origin, shift, u, next, tau, z, v, w);
            origin[shift] = diagonal;
            new Span<double>(origin + shift + B, B).Clear();
            origin[shift + B] = superdiagonal;
        }

        // w = tau D u, x = D(:, 0) - w u(0); returns the sum of squares of x behind x(0).
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double MultiplyColumns(double* origin, int shift, double* u, double tau, double* w, double* x)
        {
            TLanes u0 = TLanes.Load(u), u1 = TLanes.Load(u + 8), u2 = TLanes.Load(u + 16), u3 = TLanes.Load(u + 24), u4 = TLanes.Load(u + 32);
            double* row = origin;
            double squares = 0.0;
            for (int i = 0; i < B; i++)
            {
                TLanes sum = TLanes.Load(row) * u0;
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 8), u1, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 16), u2, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 24), u3, sum);
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(row + 32), u4, sum);
                double wi = tau * TLanes.SumTree(sum);
                double xi = row[shift] - wi;
                w[i] = wi;
                x[i] = xi;
                squares = i == 0 ? 0.0 : Fused.MultiplyAdd(xi, xi, squares);
                row += Stride;
            }

            return squares;
        }

        // z = tau v^T [D (I - u w^T) E]: the right reflector is not yet in D.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void MultiplyRows(double* origin, double* u, double* v, double* w, double tau, double* z)
        {
            TLanes z0 = TLanes.Zero, z1 = TLanes.Zero, z2 = TLanes.Zero, z3 = TLanes.Zero, z4 = TLanes.Zero;
            TLanes z5 = TLanes.Zero, z6 = TLanes.Zero, z7 = TLanes.Zero, z8 = TLanes.Zero;
            double* row = origin;
            double product = 0.0;
            for (int i = 0; i < B; i++)
            {
                TLanes vi = TLanes.Broadcast(v[i]);
                product = Fused.MultiplyAdd(v[i], w[i], product);
                z0 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row), z0);
                z1 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 8), z1);
                z2 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 16), z2);
                z3 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 24), z3);
                z4 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 32), z4);
                z5 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 40), z5);
                z6 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 48), z6);
                z7 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 56), z7);
                z8 = TLanes.FusedMultiplyAdd(vi, TLanes.Load(row + 64), z8);
                row += Stride;
            }

            TLanes correction = TLanes.Broadcast(-product), left = TLanes.Broadcast(tau);
            TLanes.Store(z, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u), z0) * left);
            TLanes.Store(z + 8, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u + 8), z1) * left);
            TLanes.Store(z + 16, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u + 16), z2) * left);
            TLanes.Store(z + 24, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u + 24), z3) * left);
            TLanes.Store(z + 32, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u + 32), z4) * left);
            TLanes.Store(z + 40, z5 * left);
            TLanes.Store(z + 48, z6 * left);
            TLanes.Store(z + 56, z7 * left);
            TLanes.Store(z + 64, z8 * left);
        }

        // [D E] -= w u^T + v z^T, then E -= tau (E n) n^T with the next reflector n, row by row.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void UpdateBlocks(double* origin, int shift, double* u, double* next, double tau, double* z, double* v, double* w)
        {
            TLanes u0 = TLanes.Load(u), u1 = TLanes.Load(u + 8), u2 = TLanes.Load(u + 16), u3 = TLanes.Load(u + 24), u4 = TLanes.Load(u + 32);
            TLanes n4 = TLanes.Load(next), n5 = TLanes.Load(next + 8), n6 = TLanes.Load(next + 16), n7 = TLanes.Load(next + 24), n8 = TLanes.Load(next + 32);
            TLanes z4 = TLanes.Load(z + 32), z5 = TLanes.Load(z + 40), z6 = TLanes.Load(z + 48), z7 = TLanes.Load(z + 56), z8 = TLanes.Load(z + 64);
            double* row = origin;
            for (int i = 0; i < B; i++)
            {
                TLanes wi = TLanes.Broadcast(-w[i]), vi = TLanes.Broadcast(-v[i]);
                TLanes r4 = TLanes.FusedMultiplyAdd(vi, z4, TLanes.FusedMultiplyAdd(wi, u4, TLanes.Load(row + 32)));
                TLanes r5 = TLanes.FusedMultiplyAdd(vi, z5, TLanes.Load(row + 40));
                TLanes r6 = TLanes.FusedMultiplyAdd(vi, z6, TLanes.Load(row + 48));
                TLanes r7 = TLanes.FusedMultiplyAdd(vi, z7, TLanes.Load(row + 56));
                TLanes r8 = TLanes.FusedMultiplyAdd(vi, z8, TLanes.Load(row + 64));
                TLanes sum = r4 * n4;
                sum = TLanes.FusedMultiplyAdd(r5, n5, sum);
                sum = TLanes.FusedMultiplyAdd(r6, n6, sum);
                sum = TLanes.FusedMultiplyAdd(r7, n7, sum);
                sum = TLanes.FusedMultiplyAdd(r8, n8, sum);
                TLanes ni = TLanes.Broadcast(-tau * TLanes.SumTree(sum));
                TLanes.Store(row, TLanes.FusedMultiplyAdd(vi, TLanes.Load(z), TLanes.FusedMultiplyAdd(wi, u0, TLanes.Load(row))));
                TLanes.Store(row + 8, TLanes.FusedMultiplyAdd(vi, TLanes.Load(z + 8), TLanes.FusedMultiplyAdd(wi, u1, TLanes.Load(row + 8))));
                TLanes.Store(row + 16, TLanes.FusedMultiplyAdd(vi, TLanes.Load(z + 16), TLanes.FusedMultiplyAdd(wi, u2, TLanes.Load(row + 16))));
                TLanes.Store(row + 24, TLanes.FusedMultiplyAdd(vi, TLanes.Load(z + 24), TLanes.FusedMultiplyAdd(wi, u3, TLanes.Load(row + 24))));
                TLanes.Store(row + 32, TLanes.FusedMultiplyAdd(ni, n4, r4));
                TLanes.Store(row + 40, TLanes.FusedMultiplyAdd(ni, n5, r5));
                TLanes.Store(row + 48, TLanes.FusedMultiplyAdd(ni, n6, r6));
                TLanes.Store(row + 56, TLanes.FusedMultiplyAdd(ni, n7, r7));
                TLanes.Store(row + 64, TLanes.FusedMultiplyAdd(ni, n8, r8));
                row[shift] = 0.0;
                row += Stride;
            }
        }

        /// <summary>v with v[0] = 1 and (I - tau v v^T) x = (beta, 0, ...); returns beta.</summary>
        private static double ReflectColumn(double* x, double squares, double* v, out double tau)
        {
            double alpha = x[0];
            int exponent = 0;
            if (!(squares >= SmallestSquares) && !Rescale(x + 1, B - 1, ref alpha, ref squares, out exponent))
            {
                new Span<double>(v, B).Clear();
                v[0] = 1.0;
                tau = 0.0;
                return alpha;
            }

            double beta = Norm(alpha, squares, out tau, out double inverse);
            TLanes factor = TLanes.Broadcast(inverse);
            for (int i = 0; i < B; i += 8)
            {
                TLanes.Store(v + i, TLanes.Load(x + i) * factor);
            }

            v[0] = 1.0;
            return exponent == 0 ? beta : Math.ScaleB(beta, exponent);
        }

        /// <summary>The same for the row x = row - z, which begins at lane <paramref name="shift"/>; v is padded with zeros.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double ReflectRow(double* row, double* z, int shift, double* tables, double* v, ref double tau)
        {
            TLanes behind = TLanes.Load(tables + 7 - shift), unit = TLanes.Load(tables + 23 - shift);
            TLanes x0 = (TLanes.Load(row) - TLanes.Load(z)) & behind;
            TLanes x1 = TLanes.Load(row + 8) - TLanes.Load(z + 8), x2 = TLanes.Load(row + 16) - TLanes.Load(z + 16);
            TLanes x3 = TLanes.Load(row + 24) - TLanes.Load(z + 24), x4 = TLanes.Load(row + 32) - TLanes.Load(z + 32);
            TLanes sum = x0 * x0;
            sum = TLanes.FusedMultiplyAdd(x1, x1, sum);
            sum = TLanes.FusedMultiplyAdd(x2, x2, sum);
            sum = TLanes.FusedMultiplyAdd(x3, x3, sum);
            sum = TLanes.FusedMultiplyAdd(x4, x4, sum);
            double squares = TLanes.SumTree(sum), alpha = row[shift] - z[shift];
            int exponent = 0;
            if (!(squares >= SmallestSquares))
            {
                Store(v, x0, x1, x2, x3, x4);
                if (!Rescale(v, Padded, ref alpha, ref squares, out exponent))
                {
                    Store(v, unit, TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                    tau = 0.0;
                    return alpha;
                }

                x0 = TLanes.Load(v);
                x1 = TLanes.Load(v + 8);
                x2 = TLanes.Load(v + 16);
                x3 = TLanes.Load(v + 24);
                x4 = TLanes.Load(v + 32);
            }

            double beta = Norm(alpha, squares, out tau, out double inverse);
            TLanes factor = TLanes.Broadcast(inverse);
            Store(v, TLanes.FusedMultiplyAdd(x0, factor, unit), x1 * factor, x2 * factor, x3 * factor, x4 * factor);
            return exponent == 0 ? beta : Math.ScaleB(beta, exponent);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(double* v, TLanes x0, TLanes x1, TLanes x2, TLanes x3, TLanes x4)
        {
            TLanes.Store(v, x0);
            TLanes.Store(v + 8, x1);
            TLanes.Store(v + 16, x2);
            TLanes.Store(v + 24, x3);
            TLanes.Store(v + 32, x4);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Norm(double alpha, double squares, out double tau, out double inverse)
        {
            double norm = Math.Sqrt(Fused.MultiplyAdd(alpha, alpha, squares));
            double beta = alpha < 0.0 ? norm : -norm;
            tau = (beta - alpha) / beta;
            inverse = 1.0 / (alpha - beta);
            return beta;
        }

        // Scales alpha and the tail by 2^-exponent, so that the largest is near 1; false if the tail is zero.
        private static bool Rescale(double* tail, int count, ref double alpha, ref double squares, out int exponent)
        {
            double largest = 0.0;
            for (int i = 0; i < count; i++)
            {
                largest = Math.Max(largest, Math.Abs(tail[i]));
            }

            exponent = 0;
            if (largest == 0.0)
            {
                return false;
            }

            exponent = Math.ILogB(Math.Max(largest, Math.Abs(alpha)));
            alpha = Math.ScaleB(alpha, -exponent);
            squares = 0.0;
            for (int i = 0; i < count; i++)
            {
                tail[i] = Math.ScaleB(tail[i], -exponent);
                squares = Fused.MultiplyAdd(tail[i], tail[i], squares);
            }

            return true;
        }

        // From entry 7 - shift on: all bits set behind lane shift; from entry 23 - shift on: 1 at lane shift.
        private static void WriteTables(double* tables)
        {
            new Span<double>(tables, 32).Clear();
            new Span<double>(tables + 8, 8).Fill(BitConverter.Int64BitsToDouble(-1));
            tables[23] = 1.0;
        }
    }
}
