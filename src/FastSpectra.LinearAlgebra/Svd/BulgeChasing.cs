using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Chase: U^T B V = upper bidiagonal (d, e), U and V orthogonal, not kept but applied to carried vectors; B upper banded, b = 32 (float) or 16 (double).
// Storage: 2b elements per row, those of the two blocks [D E] that the next sweep finds the row in: every load is aligned (stores are not).
// Cost: 8 n^2 b flops in first- and second-level cache, in the type of the band.
// Source: Lang, "Parallel reduction of banded matrices to bidiagonal form" (1996); Haidar, Ltaief, Luszczek, Dongarra (2012).
// Difference: both reflectors of a block go in as one rank-2 update, and rows move one column to the left as they are written.
internal static unsafe class BulgeChasing
{
    // Both blocks and a cache line: rows that are in flight together then differ in the address bits that loads and stores are matched by.
    private const int StrideBytes = (2 * BandReduction.BandwidthBytes) + 64;

    // Sweeps that travel together through the matrix, one block apart: their blocks stay in cache. Does not shape results.
    private const int SweepsTogether = 3;

    // In numbers of b elements: two reflectors of columns per sweep (this hop's and the next one's); z, v, w and x; a mask and a unit vector.
    private const int VectorsPerMember = (SweepsTogether * 2) + 6;

    /// <summary>Elements of band storage for n columns.</summary>
    public static long BandCount<T>(int n)
        where T : unmanaged => (n + (long)BandReduction.Bandwidth<T>()) * (StrideBytes / sizeof(T));

    /// <summary>Elements of scratch.</summary>
    public static long ScratchCount<T>(int n, int members)
        where T : unmanaged => Progress(n) + ((long)VectorsPerMember * BandReduction.Bandwidth<T>() * members);

    /// <summary>Address of element (i, i) in band storage; (i, i+1) to (i, i+b) follow it.</summary>
    public static T* Diagonal<T>(T* band, int i)
        where T : unmanaged => band + ((nint)i * (StrideBytes / sizeof(T))) + ((i + BandReduction.Bandwidth<T>() - 1) % BandReduction.Bandwidth<T>());

    /// <summary>
    /// Reduces to d (n) and e (n-1). The caller guarantees 64-byte alignment, <see cref="BandCount"/> elements that are zero
    /// outside the band, and <see cref="ScratchCount"/> elements.
    /// </summary>
    public static void Chase<T>(T* band, int n, double* d, double* e, T* scratch, ThreadTeam team, CarriedVectors<T> carried = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int* progress = (int*)scratch;
        new Span<int>(progress, n).Clear();
        Dispatch<T> dispatch = new(band, n, d, e, progress, scratch + Progress(n), team, carried);
        LanesDispatch.Run<T, Dispatch<T>>(ref dispatch);
        int b = BandReduction.Bandwidth<T>(), stride = StrideBytes / sizeof(T);
        if (n > 1)
        {
            T* last = band + ((n - 2L) * stride);
            d[n - 2] = double.CreateTruncating(last[b - 1]);
            e[n - 2] = double.CreateTruncating(last[b]);
        }

        d[n - 1] = double.CreateTruncating(band[((n - 1L) * stride) + (n == 1 ? b - 1 : 0)]);
    }

    // Elements that hold the counters of progress, in whole cache lines.
    private static long Progress(int n) => (n + 15L) / 16 * 16;

    private readonly struct Dispatch<T>(T* band, int n, double* d, double* e, int* progress, T* scratch, ThreadTeam team, CarriedVectors<T> carried) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            Sweeps<T, TLanes> sweeps = new(band, n, d, e, progress, scratch, carried);
            team.Run(ref sweeps);
        }
    }

    /// <summary>
    /// Sweep s clears row s. Its hop k works on rows and columns from s+1+kb on and may run once sweep s-1 has finished
    /// hop k+1: <c>progress[s]</c> counts finished hops. The order in time is free beyond that; the results are not.
    /// </summary>
    private readonly struct Sweeps<T, TLanes>(T* band, int n, double* d, double* e, int* progress, T* scratch, CarriedVectors<T> carried) : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        private static int B => BandReduction.Bandwidth<T>();

        private static int Stride => StrideBytes / sizeof(T);

        // Sums of squares below this have lost digits to underflow.
        private readonly T _smallest = sizeof(T) == sizeof(float) ? T.ScaleB(T.One, -80) : T.ScaleB(T.One, -930);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            T* own = scratch + ((nint)member * VectorsPerMember * B);
            T* work = own + (SweepsTogether * 2 * B);
            T* tables = work + (5 * B);
            WriteTables(tables);
            T* taus = stackalloc T[SweepsTogether];

            // With few hops left a long group would keep the other threads waiting.
            int together = team.Size == 1 ? SweepsTogether : Math.Clamp(n / B / 8, 1, SweepsTogether);
            for (int s0 = member * together; s0 < n - 2; s0 += together * team.Size)
            {
                int sweeps = Math.Min(together, n - 2 - s0);
                int steps = Hops(s0) + sweeps - 1;
                for (int step = 0; step < steps; step++)
                {
                    for (int g = 0; g < sweeps; g++)
                    {
                        int s = s0 + g, hop = step - g;
                        if (hop < 0 || hop >= Hops(s))
                        {
                            continue;
                        }

                        if (g == 0 && s > 0)
                        {
                            WaitFor(s - 1, Math.Min(hop + 2, Hops(s - 1)));
                        }

                        T* reflectors = own + (g * 2 * B);
                        if (hop == 0)
                        {
                            StartSweep(s, reflectors, tables, out taus[g]);
                            carried.Apply<TLanes>(left: false, s + 1, reflectors, taus[g]);
                        }

                        T* u = reflectors + ((hop & 1) * B), next = reflectors + ((~hop & 1) * B);
                        Hop(s + 1 + (hop * B), u, next, ref taus[g], work, tables);
                        Volatile.Write(ref progress[s], hop + 1);
                    }
                }
            }
        }

        // The last block may have one row and column: nothing to clear, but to be moved.
        private int Hops(int s) => (n - 1 - s + B - 1) / B;

        private void WaitFor(int s, int hops)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref progress[s]) < hops)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        // The reflector that clears row s behind its superdiagonal: both elements of the result are then known.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void StartSweep(int s, T* reflector, T* tables, out T tau)
        {
            T* row = band + ((s * (nint)Stride) + B);
            nint w = TLanes.Count;
            T beta = Reflect(TLanes.Load(row), TLanes.Load(row + w), row[0], tables, reflector, out tau);
            d[s] = double.CreateTruncating(row[-1]);
            e[s] = double.CreateTruncating(beta);
        }

        /// <summary>
        /// With D and E the blocks at (c, c) and (c, c+b), u the reflector of the columns of D: D = D (I - tau u u^T); v clears the
        /// first column of D, both blocks are multiplied by I - tau v v^T; the next u clears the first row of E, which is multiplied
        /// by it. <paramref name="tau"/> becomes that of the next u. The rows are left where the next sweep looks for them.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Hop(int c, T* u, T* next, ref T tau, T* work, T* tables)
        {
            T* rows = band + (c * (nint)Stride);
            T* z = work;            // -tau v^T [D E]
            T* v = z + (2 * B);
            T* w = v + B;           // -tau D u
            T* x = w + B;           // first column of D after the right reflector
            nint width = TLanes.Count;
            MultiplyColumns(rows, u, -tau, w, x);
            T diagonal = Reflect(TLanes.Load(x), TLanes.Load(x + width), x[0], tables, v, out T tauLeft);
            carried.Apply<TLanes>(left: true, c, v, tauLeft);
            MultiplyRows(rows, u, v, w, -tauLeft, z);

            // v[0] is 1 (or tauLeft is 0): z is what the left reflector adds to the first row.
            T* row = rows + B;
            T* zRow = z + B;
            TLanes x1 = TLanes.Load(row + width) + TLanes.Load(zRow + width);
            T superdiagonal = Reflect(TLanes.Load(row) + TLanes.Load(zRow), x1, row[0] + zRow[0], tables, next, out tau);
            carried.Apply<TLanes>(left: false, c + B, next, tau);
            UpdateBlocks(rows, u, next, -tau, z, v, w);
            UpdateFirstRow(rows, u, w[0], z, diagonal, superdiagonal);
        }

        // w = -tau D u, x = D(:, 0) + w u(0).
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void MultiplyColumns(T* row, T* u, T minusTau, T* w, T* x)
        {
            nint width = TLanes.Count;
            TLanes u0 = TLanes.Load(u), u1 = TLanes.Load(u + width);
            for (int i = 0; i < B; i++)
            {
                TLanes sum = TLanes.Load(row) * u0;
                TLanes.Accumulate(ref sum, TLanes.Load(row + width), u1);
                T wi = minusTau * TLanes.SumTree(sum);
                w[i] = wi;
                x[i] = row[0] + wi;
                row += Stride;
            }
        }

        // z = -tau v^T [D + w u^T, E]: the right reflector is not yet in D.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void MultiplyRows(T* row, T* u, T* v, T* w, T minusTau, T* z)
        {
            nint width = TLanes.Count;
            TLanes d0 = TLanes.Zero, d1 = TLanes.Zero, e0 = TLanes.Zero, e1 = TLanes.Zero;
            for (int i = 0; i < B; i++)
            {
                TLanes vi = TLanes.Broadcast(v[i]);
                TLanes.Accumulate(ref d0, vi, TLanes.Load(row));
                TLanes.Accumulate(ref d1, vi, TLanes.Load(row + width));
                TLanes.Accumulate(ref e0, vi, TLanes.Load(row + B));
                TLanes.Accumulate(ref e1, vi, TLanes.Load(row + B + width));
                row += Stride;
            }

            TLanes products = TLanes.FusedMultiplyAdd(TLanes.Load(v + width), TLanes.Load(w + width), TLanes.Load(v) * TLanes.Load(w));
            TLanes correction = TLanes.Broadcast(TLanes.SumTree(products)), factor = TLanes.Broadcast(minusTau);
            TLanes.Store(z, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u), d0) * factor);
            TLanes.Store(z + width, TLanes.FusedMultiplyAdd(correction, TLanes.Load(u + width), d1) * factor);
            TLanes.Store(z + B, e0 * factor);
            TLanes.Store(z + B + width, e1 * factor);
        }

        // [D E] += w u^T + v z^T, then E -= tau (E n) n^T with the next reflector n, in all rows but the first. The first column is
        // now zero and drops out: what is written begins with the second, and the first falls into the padding of the row before.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void UpdateBlocks(T* row, T* u, T* next, T minusTau, T* z, T* v, T* w)
        {
            nint width = TLanes.Count, half = B;
            TLanes u0 = TLanes.Load(u), u1 = TLanes.Load(u + width);
            TLanes n0 = TLanes.Load(next), n1 = TLanes.Load(next + width);
            TLanes zd0 = TLanes.Load(z), zd1 = TLanes.Load(z + width), ze0 = TLanes.Load(z + half), ze1 = TLanes.Load(z + half + width);
            for (int i = 1; i < B; i++)
            {
                row += Stride;
                TLanes wi = TLanes.Broadcast(w[i]), vi = TLanes.Broadcast(v[i]);
                TLanes e0 = TLanes.FusedMultiplyAdd(vi, ze0, TLanes.Load(row + half));
                TLanes e1 = TLanes.FusedMultiplyAdd(vi, ze1, TLanes.Load(row + half + width));
                TLanes sum = TLanes.FusedMultiplyAdd(e1, n1, e0 * n0);
                TLanes ni = TLanes.Broadcast(minusTau * TLanes.SumTree(sum));
                TLanes d0 = TLanes.FusedMultiplyAdd(vi, zd0, TLanes.FusedMultiplyAdd(wi, u0, TLanes.Load(row)));
                TLanes d1 = TLanes.FusedMultiplyAdd(vi, zd1, TLanes.FusedMultiplyAdd(wi, u1, TLanes.Load(row + width)));
                TLanes.Store(row - 1, d0);
                TLanes.Store(row + width - 1, d1);
                TLanes.Store(row + half - 1, TLanes.FusedMultiplyAdd(ni, n0, e0));
                TLanes.Store(row + half + width - 1, TLanes.FusedMultiplyAdd(ni, n1, e1));
                row[(2 * B) - 1] = T.Zero;
            }
        }

        // The first row keeps its diagonal, the rest of D and one element of E, and becomes the last row of the block before.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void UpdateFirstRow(T* row, T* u, T w0, T* z, T diagonal, T superdiagonal)
        {
            nint width = TLanes.Count;
            TLanes w = TLanes.Broadcast(w0), first = First(row, u, w, z);
            TLanes.Store(row, TLanes.Zero);
            for (nint j = width; j < B; j += width)
            {
                TLanes.Store(row + B + j - 1, First(row + j, u + j, w, z + j));
                TLanes.Store(row + j, TLanes.Zero);
            }

            TLanes.Store(row + B - 1, first);
            row[(2 * B) - 1] = superdiagonal;
            row[B - 1] = diagonal;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes First(T* row, T* u, TLanes w, T* z) => TLanes.FusedMultiplyAdd(w, TLanes.Load(u), TLanes.Load(row)) + TLanes.Load(z);

        /// <summary>v with v[0] = 1 and (I - tau v v^T) x = (beta, 0, ...) for x of b elements, the first of them alpha; returns beta.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private T Reflect(TLanes x0, TLanes x1, T alpha, T* tables, T* v, out T tau)
        {
            TLanes unit = TLanes.Load(tables + TLanes.Count);
            x0 &= TLanes.Load(tables);
            T squares = TLanes.SumTree(TLanes.FusedMultiplyAdd(x1, x1, x0 * x0));
            int exponent = 0;
            if (!(squares >= _smallest))
            {
                Store(v, x0, x1);
                if (!Rescale(v, ref alpha, ref squares, out exponent))
                {
                    Store(v, unit, TLanes.Zero);
                    tau = T.Zero;
                    return alpha;
                }

                x0 = TLanes.Load(v);
                x1 = TLanes.Load(v + TLanes.Count);
            }

            T norm = T.Sqrt(Fused.MultiplyAdd(alpha, alpha, squares));
            T beta = alpha < T.Zero ? norm : -norm;
            tau = (beta - alpha) / beta;
            TLanes factor = TLanes.Broadcast(T.One / (alpha - beta));
            Store(v, TLanes.FusedMultiplyAdd(x0, factor, unit), x1 * factor);
            return exponent == 0 ? beta : T.ScaleB(beta, exponent);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* v, TLanes x0, TLanes x1)
        {
            TLanes.Store(v, x0);
            TLanes.Store(v + TLanes.Count, x1);
        }

        // Scales alpha and the tail (v without v[0], which is 0) by 2^-exponent, so that the largest is near 1; false if the tail is zero.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static bool Rescale(T* v, ref T alpha, ref T squares, out int exponent)
        {
            T largest = T.Zero;
            for (int i = 1; i < B; i++)
            {
                largest = T.Max(largest, T.Abs(v[i]));
            }

            exponent = 0;
            if (largest == T.Zero)
            {
                return false;
            }

            exponent = T.ILogB(T.Max(largest, T.Abs(alpha)));
            alpha = T.ScaleB(alpha, -exponent);
            squares = T.Zero;
            for (int i = 1; i < B; i++)
            {
                v[i] = T.ScaleB(v[i], -exponent);
                squares = Fused.MultiplyAdd(v[i], v[i], squares);
            }

            return true;
        }

        // All bits set behind lane 0; 1 at lane 0.
        private static void WriteTables(T* tables)
        {
            int width = TLanes.Count;
            new Span<T>(tables, B).Clear();
            new Span<byte>(tables + 1, (width - 1) * sizeof(T)).Fill(byte.MaxValue);
            tables[width] = T.One;
        }
    }
}
