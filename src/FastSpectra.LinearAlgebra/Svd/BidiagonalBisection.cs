namespace FastSpectra.LinearAlgebra;

// After Run: every value of the upper bidiagonal (d, e), descending, each the lower end of an interval that its counts
// certify and that is as narrow as the relative tolerance (values below 2^-499 of the largest entry are 0).
// Storage: a list of intervals that hold at least one value, level by level; a cluster stays one interval.
// Cost: about (bits - log2 n) n^2 steps of a count, none of them dependent on another value's.
// Source: Barth, Martin, Wilkinson (1967); Demmel, Dhillon, Ren (1995); counts and their relative accuracy: SturmCount.
internal static unsafe class BidiagonalBisection
{
    /// <summary>Levels before the search gives up: at most 92 are needed for exponent and mantissa of a double.</summary>
    public const int MaximumLevels = 128;

    /// <summary>Doubles of scratch.</summary>
    public static long ScratchCount(int n, int members) =>
        (2L + (2 * IntervalList.ArraysOfDoubles)) * Padded(n) + (2L * SturmCount.Points * members);

    /// <summary>
    /// Writes n values, descending; <paramref name="tolerance"/> is relative. The caller guarantees n finite elements of d, n-1 of e,
    /// room for n values, and <see cref="ScratchCount"/> doubles, 64-byte aligned. False: <paramref name="maximumLevels"/> did not
    /// suffice; the values are then lower bounds, the ends of the intervals that were reached.
    /// </summary>
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
        for (int i = 0; i < n; i++)
        {
            double di = Math.ScaleB(d[i], -exponent), ei = i + 1 < n ? Math.ScaleB(e[i], -exponent) : 0.0;
            dSquared[i] = di * di;
            eSquared[i] = ei * ei;
        }

        IntervalList* lists = stackalloc IntervalList[2];
        double* memory = eSquared + padded;
        lists[0] = new(memory, padded);
        lists[1] = new(memory + (IntervalList.ArraysOfDoubles * padded), padded);

        // All values are below 2, a power of two: the first ends are exact, and so are values that they hit.
        lists[0].Add(0.0, 2.0, 0, n);
        Search search = new()
        {
            DSquared = dSquared,
            ESquared = eSquared,
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
        public const int ArraysOfDoubles = 4;

        public readonly double* Low = memory;
        public readonly double* High = memory + capacity;
        public readonly int* BelowLow = (int*)(memory + (2 * capacity));
        public readonly int* BelowHigh = (int*)(memory + (2 * capacity)) + capacity;
        public readonly double* Point = memory + (3 * capacity);
        public int Count;

        public void Add(double low, double high, int belowLow, int belowHigh)
        {
            Low[Count] = low;
            High[Count] = high;
            BelowLow[Count] = belowLow;
            BelowHigh[Count] = belowHigh;
            Point[Count] = Middle(low, high);
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

        public readonly void Split(int level)
        {
            ref IntervalList list = ref Lists[level & 1];
            ref IntervalList next = ref Lists[(level + 1) & 1];
            for (int i = 0; i < list.Count; i++)
            {
                // The kernel left the count where the point was.
                int below = Math.Clamp((int)((long*)list.Point)[i], list.BelowLow[i], list.BelowHigh[i]);
                double middle = Middle(list.Low[i], list.High[i]);
                Keep(ref next, list.Low[i], middle, list.BelowLow[i], below);
                Keep(ref next, middle, list.High[i], below, list.BelowHigh[i]);
            }

            list.Count = 0;
        }

        public readonly void Write(double value, int begin, int end) => new Span<double>(Values + N - end, end - begin).Fill(value);

        private readonly void Keep(ref IntervalList next, double low, double high, int belowLow, int belowHigh)
        {
            if (belowLow == belowHigh)
            {
                return;
            }

            if (high - low <= Tolerance * high || high <= SturmCount.SmallestPoint)
            {
                Write(low, belowLow, belowHigh);
                return;
            }

            next.Add(low, high, belowLow, belowHigh);
        }
    }

    private readonly struct Levels<TLanes>(Search search) : ITeamTask
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        public void Run(int member, ThreadTeam team)
        {
            double* points = search.Points + (2L * SturmCount.Points * member);
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
                    search.Write(rest.Low[i], rest.BelowLow[i], rest.BelowHigh[i]);
                }
            }
        }

        private void CountAtPoints(IntervalList list, double* points, int member, ThreadTeam team)
        {
            long* counts = (long*)(points + SturmCount.Points);
            (long begin, long end) = team.Share(member, list.Count, SturmCount.Points);
            for (long first = begin; first < end; first += SturmCount.Points)
            {
                // The points behind the last one repeat it: their counts are not used.
                int count = (int)Math.Min(SturmCount.Points, end - first);
                for (int i = 0; i < SturmCount.Points; i++)
                {
                    points[i] = list.Point[first + Math.Min(i, count - 1)];
                }

                SturmCount.Count<TLanes>(search.DSquared, search.ESquared, search.N, points, counts);
                new ReadOnlySpan<long>(counts, count).CopyTo(new Span<long>((long*)list.Point + first, count));
            }
        }
    }
}
