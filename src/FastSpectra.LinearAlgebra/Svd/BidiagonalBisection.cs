using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Run: every value of the upper bidiagonal (d, e), descending, each the lower end of an interval that its counts
// certify and that is as narrow as the relative tolerance (values below 2^-499 of the largest entry are 0).
// Storage: a list of intervals that hold at least one value, level by level; a cluster stays one interval.
// Cost: about 8 (float) or 9 (double) counts per value: halving isolates it, Newton's steps then place the ends.
// Source: Barth, Martin, Wilkinson (1967); Demmel, Dhillon, Ren (1995); counts and their relative accuracy: SturmCount.
// Difference: a step decides where to count next, never what is true: a poor one costs a level.
internal static unsafe class BidiagonalBisection
{
    /// <summary>Levels before the search gives up: 92 halvings reach neighbouring doubles from anywhere.</summary>
    public const int MaximumLevels = 128;

    // From this level on the rest is left to halving, which ends for certain.
    private const int MaximumNewtonLevel = 30;

    /// <summary>Doubles of scratch.</summary>
    public static long ScratchCount(int n, int members) =>
        ((3L + (2 * IntervalList.ArraysOfDoubles)) * Padded(n)) + (3L * SturmCount.Points * members);

    /// <summary>
    /// Writes n values, descending; <paramref name="tolerance"/> is relative. The caller guarantees n finite elements of d, n-1 of e,
    /// room for n values, and <see cref="ScratchCount"/> doubles, 64-byte aligned. False: <paramref name="maximumLevels"/> did not
    /// suffice; the values are then lower bounds, the ends of the intervals that were reached.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Run(double* d, double* e, int n, double tolerance, int maximumLevels, double* values, double* scratch, ThreadTeam team)
    {
        double bound = 0.0;
        for (int i = 0; i < n; i++)
        {
            double left = i > 0 ? Math.Abs(e[i - 1]) : 0.0, right = i + 1 < n ? Math.Abs(e[i]) : 0.0;
            bound = Math.Max(bound, Math.Abs(d[i]) + Math.Max(left, right));
        }

        if (bound == 0.0)
        {
            new Span<double>(values, n).Clear();
            return true;
        }

        // Entries below 2 in magnitude: squares and quotients of the counts stay in range.
        int exponent = Math.ILogB(bound);
        int padded = Padded(n);
        double* dSquared = scratch;
        double* eSquared = dSquared + padded;
        double* products = eSquared + padded;
        for (int i = 0; i < n; i++)
        {
            double di = Math.ScaleB(d[i], -exponent), ei = i + 1 < n ? Math.ScaleB(e[i], -exponent) : 0.0;
            dSquared[i] = di * di;
            eSquared[i] = ei * ei;
            products[i] = dSquared[i] * eSquared[i];
        }

        IntervalList* lists = stackalloc IntervalList[2];
        double* memory = products + padded;
        lists[0] = new(memory, padded);
        lists[1] = new(memory + (IntervalList.ArraysOfDoubles * padded), padded);

        // All values are below 2, a power of two: the first ends are exact, and so are values that they hit.
        lists[0].Add(0.0, 2.0, 0, n, 0.0, Middle(0.0, 2.0));
        Search search = new()
        {
            DSquared = dSquared,
            ESquared = eSquared,
            Products = products,
            N = n,
            Tolerance = tolerance,
            MaximumLevels = maximumLevels,
            Lists = lists,
            Values = values,
            Points = memory + (2 * IntervalList.ArraysOfDoubles * padded),
            Team = team,
        };
        LanesDispatch.Run<double, Search>(ref search);
        for (int i = 0; i < n; i++)
        {
            values[i] = Math.ScaleB(values[i], exponent);
        }

        return lists[0].Count + lists[1].Count == 0;
    }

    private static int Padded(int n) => (n + 7) / 8 * 8;

    /// <summary>Disjoint intervals [low, high) in ascending order, with the numbers of values below their ends.</summary>
    private struct IntervalList(double* memory, int capacity)
    {
        public const int ArraysOfDoubles = 7;

        public readonly double* Low = memory;
        public readonly double* High = memory + capacity;
        public readonly double* Point = memory + (2 * capacity);
        public readonly long* BelowPoint = (long*)(memory + (3 * capacity));
        public readonly double* Slope = memory + (4 * capacity);

        // Width of the interval when it first held one value alone (0 before): about the distance to the next value.
        public readonly double* Gap = memory + (5 * capacity);
        public readonly int* BelowLow = (int*)(memory + (6 * capacity));
        public readonly int* Values = (int*)(memory + (6 * capacity)) + capacity;
        public int Count;

        public void Add(double low, double high, int belowLow, int values, double gap, double point)
        {
            Low[Count] = low;
            High[Count] = high;
            BelowLow[Count] = belowLow;
            Values[Count] = values;
            Gap[Count] = gap;
            Point[Count] = point;
            Count++;
        }
    }

    // The first 24 halvings are even, because most values of most matrices are above 2^-24 of the largest; below, halving in
    // the scale of exponents until the ends differ by no more than a factor of 2.
    private static double Middle(double low, double high)
    {
        if (high <= 2.0 * low)
        {
            return low + (0.5 * (high - low));
        }

        if (low == 0.0)
        {
            return high > 6e-8 ? 0.5 * high : Math.Max(high * high, SturmCount.SmallestPoint);
        }

        return BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(low) + BitConverter.DoubleToInt64Bits(high)) >> 1);
    }

    private struct Search : ILanesKernel<double>
    {
        public double* DSquared;
        public double* ESquared;
        public double* Products;
        public int N;
        public double Tolerance;
        public int MaximumLevels;
        public IntervalList* Lists;
        public double* Values;
        public double* Points;
        public ThreadTeam Team;

        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            Levels<TLanes> levels = new(this);
            Team.Run(ref levels);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Split(int level)
        {
            ref IntervalList list = ref Lists[level & 1];
            ref IntervalList next = ref Lists[(level + 1) & 1];
            for (int i = 0; i < list.Count; i++)
            {
                // Computed counts are monotonic up to rounding; clamping keeps the intervals consistent.
                int belowLow = list.BelowLow[i], below = (int)Math.Clamp(list.BelowPoint[i] - belowLow, 0, list.Values[i]);
                Keep(ref next, list, i, list.Low[i], list.Point[i], belowLow, below, level);
                Keep(ref next, list, i, list.Point[i], list.High[i], belowLow + below, list.Values[i] - below, level);
            }

            list.Count = 0;
        }

        public readonly void Write(double value, int begin, int count) => new Span<double>(Values + N - begin - count, count).Fill(value);

        private readonly void Keep(ref IntervalList next, in IntervalList list, int parent, double low, double high, int belowLow, int values, int level)
        {
            if (values == 0)
            {
                return;
            }

            if (high - low <= Tolerance * high || high <= SturmCount.SmallestPoint)
            {
                Write(low, belowLow, values);
                return;
            }

            double gap = values > 1 ? 0.0 : list.Gap[parent] > 0.0 ? list.Gap[parent] : high - low;
            double point = gap > 0.0 && level < MaximumNewtonLevel ? PointAfterStep(low, high, list.Point[parent], list.Slope[parent], gap) : Middle(low, high);
            next.Add(low, high, belowLow, values, gap, point);
        }

        // Newton's step in x^2 from the point just counted at, then a little further, to where the root should be passed: the ends
        // close in from both sides. The other values' part of the slope, about 1/gap, makes the step err by step^2/gap.
        private readonly double PointAfterStep(double low, double high, double x, double slope, double gap)
        {
            double square = (x * x) - (1.0 / slope);
            if (!(square > low * low && square < high * high))
            {
                return Middle(low, high);
            }

            double root = Math.Sqrt(square), step = root - x;
            double margin = Math.Max(step * step / gap, 0.4 * Tolerance * root);
            double below = root - margin, above = root + margin;
            bool isHighNearer = high - above < below - low;
            double point = isHighNearer ? below : above;
            return low < point && point < high ? point : Middle(low, high);
        }
    }

    private readonly struct Levels<TLanes>(Search search) : ITeamTask
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            double* points = search.Points + (3L * SturmCount.Points * member);
            int level = 0;
            for (; level < search.MaximumLevels && search.Lists[level & 1].Count > 0; level++)
            {
                CountAtPoints(search.Lists[level & 1], points, member, team);
                team.Barrier();
                if (member == 0)
                {
                    search.Split(level);
                }

                team.Barrier();
            }

            if (member == 0)
            {
                IntervalList rest = search.Lists[level & 1];
                for (int i = 0; i < rest.Count; i++)
                {
                    search.Write(rest.Low[i], rest.BelowLow[i], rest.Values[i]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void CountAtPoints(IntervalList list, double* points, int member, ThreadTeam team)
        {
            long* counts = (long*)(points + SturmCount.Points);
            double* slopes = points + (2 * SturmCount.Points);
            (long begin, long end) = team.Share(member, list.Count, SturmCount.Points);
            for (long first = begin; first < end; first += SturmCount.Points)
            {
                // The points behind the last one repeat it: their counts are not used.
                int count = (int)Math.Min(SturmCount.Points, end - first);
                for (int i = 0; i < SturmCount.Points; i++)
                {
                    points[i] = list.Point[first + Math.Min(i, count - 1)];
                }

                SturmCount.Count<TLanes>(search.DSquared, search.ESquared, search.Products, search.N, points, counts, slopes);
                new ReadOnlySpan<long>(counts, count).CopyTo(new Span<long>(list.BelowPoint + first, count));
                new ReadOnlySpan<double>(slopes, count).CopyTo(new Span<double>(list.Slope + first, count));
            }
        }
    }
}
