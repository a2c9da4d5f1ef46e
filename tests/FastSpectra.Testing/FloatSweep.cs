using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Testing;

/// <summary>
/// Measures float functions over the bit patterns of all floats, or of every k-th of a range, against an oracle that is exact
/// to well below a float's rounding error: |value - exact| / ulp(exact), eight at a time and split among the processors.
/// </summary>
public static unsafe class FloatSweep
{
    /// <summary>Stride of the sweep in the ordinary suite: a prime, so that all low bits occur.</summary>
    public const int DefaultStride = 1009;

    /// <summary>The number of floats.</summary>
    public const long All = 1L << 32;

    /// <summary>Floats handed to the functions at a time: they, their values and the true values fit a second-level cache.</summary>
    public const int Block = 2048;

    private const int Group = 8;

    /// <summary>
    /// The functions under test and their true values at x. Several functions of one x stand one behind the other in y and exact.
    /// </summary>
    public delegate void Subject(ReadOnlySpan<float> x, Span<float> y, Span<double> exact);

    /// <summary>
    /// The largest error of each function. A NaN or infinity that the oracle does not give (or lacks) and a zero with another
    /// sign than the oracle's count as infinite error.
    /// </summary>
    /// <param name="subject">The functions and their oracles.</param>
    /// <param name="functions">How many they are.</param>
    /// <param name="first">Representation of the first float.</param>
    /// <param name="count">How many floats, rounded up to whole blocks; behind the last float follows the first.</param>
    /// <param name="stride">Difference between the representations of two floats.</param>
    public static SweepResult[] Measure(Subject subject, int functions, uint first, long count, uint stride)
    {
        using ThreadTeam team = new(Environment.ProcessorCount);
        SweepResult[][] results = new SweepResult[team.Size][];
        SweepTask task = new(subject, functions, first, (count + Block - 1) / Block, stride, new long[1], results);
        team.Run(ref task);
        SweepResult[] all = results[0];
        foreach (SweepResult[] member in results.Skip(1))
        {
            for (int f = 0; f < functions; f++)
            {
                all[f] = SweepResult.Combine(all[f], member[f]);
            }
        }

        return all;
    }

    private readonly struct SweepTask(Subject subject, int functions, uint first, long blocks, uint stride, long[] next, SweepResult[][] results) : ITeamTask
    {
        // Blocks taken at a time: a member that loses its processor to another program delays the end by little.
        private const int Batch = 256;

        public void Run(int member, ThreadTeam team)
        {
            float[] x = new float[Block];
            float[] y = new float[functions * Block];
            double[] exact = new double[functions * Block];
            double[] tallies = new double[functions * Tally.Rows * Group];
            fixed (float* px = x, py = y)
            fixed (double* pe = exact, pt = tallies)
            {
                long begin;
                while ((begin = Interlocked.Add(ref next[0], Batch) - Batch) < blocks)
                {
                    for (long block = begin; block < Math.Min(begin + Batch, blocks); block++)
                    {
                        uint bits = first + (uint)(block * Block * stride);
                        for (int i = 0; i < Block; i++)
                        {
                            px[i] = BitConverter.UInt32BitsToSingle(bits);
                            bits += stride;
                        }

                        subject(x, y, exact);
                        for (int f = 0; f < functions; f++)
                        {
                            Tally tally = new(px, py + (f * Block), pe + (f * Block), pt + (f * Tally.Rows * Group));
                            LanesDispatch.Run<double, Tally>(ref tally);
                        }
                    }
                }

                results[member] = new SweepResult[functions];
                for (int f = 0; f < functions; f++)
                {
                    results[member][f] = Tally.Result(pt + (f * Tally.Rows * Group));
                }
            }
        }
    }

    /// <summary>Adds a block to the rows of eight lanes: error, its argument, NaNs, infinities, zeros, subnormals.</summary>
    private readonly struct Tally(float* x, float* y, double* exact, double* rows) : ILanesKernel<double>
    {
        public const int Rows = 6;

        public static SweepResult Result(double* rows)
        {
            SweepResult all = default;
            for (int i = 0; i < Group; i++)
            {
                double* lane = rows + i;
                all = SweepResult.Combine(
                    all,
                    new(lane[0], (float)lane[Group], (long)lane[2 * Group], (long)lane[3 * Group], (long)lane[4 * Group], (long)lane[5 * Group]));
            }

            return all;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes sign = TLanes.Broadcast(-0.0);
            TLanes one = TLanes.Broadcast(1.0);
            TLanes infinity = TLanes.Broadcast(double.PositiveInfinity);
            TLanes smallestNormal = TLanes.Broadcast(1.1754943508222875e-38);

            // From 2^128 - 2^103 on, the nearest float is infinity; this is the double below.
            TLanes largestFinite = TLanes.Broadcast(Math.BitDecrement(3.4028235677973366e+38));

            TLanes worst = TLanes.Load(rows);
            TLanes at = TLanes.Load(rows + Group);
            TLanes nans = TLanes.Load(rows + (2 * Group));
            TLanes infinities = TLanes.Load(rows + (3 * Group));
            TLanes zeros = TLanes.Load(rows + (4 * Group));
            TLanes subnormals = TLanes.Load(rows + (5 * Group));
            for (int i = 0; i < Block; i += Group)
            {
                TLanes v = TLanes.LoadSingle(y + i);
                TLanes e = TLanes.Load(exact + i);
                TLanes size = TLanes.AndNot(v, sign);

                // 2^(23 - E) for 2^E <= |e| < 2^(E + 1), E at least -126.
                TLanes power = e & infinity;
                power = TLanes.Select(TLanes.LessThan(power, smallestNormal), smallestNormal, power);
                TLanes scale = TLanes.SubtractBits(TLanes.BroadcastBits((2046UL + 23) << 52), power);
                TLanes error = TLanes.AndNot(v - e, sign) * scale;

                TLanes valid = TLanes.EqualTo(v, v);
                TLanes validExact = TLanes.EqualTo(e, e);
                TLanes zero = TLanes.EqualTo(v, TLanes.Zero);
                TLanes infinite = TLanes.EqualTo(size, infinity);
                TLanes sameSign = TLanes.EqualTo(((v ^ e) & sign) | one, one);
                TLanes overflow = TLanes.LessThan(largestFinite, TLanes.AndNot(e, sign));
                TLanes wrong = (overflow ^ infinite) | TLanes.AndNot(zero | infinite, sameSign) | (TLanes.EqualTo(e, TLanes.Zero) ^ (zero & TLanes.EqualTo(e, TLanes.Zero))) | (valid ^ validExact);
                error = TLanes.Select(wrong, infinity, error & TLanes.EqualTo(error, error) & TLanes.AndNot(valid, infinite));

                TLanes larger = TLanes.LessThan(worst, error);
                worst = TLanes.Select(larger, error, worst);
                at = TLanes.Select(larger, TLanes.LoadSingle(x + i), at);
                nans += TLanes.AndNot(one, valid);
                infinities += infinite & one;
                zeros += zero & one;
                subnormals += TLanes.AndNot(TLanes.LessThan(size, smallestNormal), zero) & one;
            }

            TLanes.Store(rows, worst);
            TLanes.Store(rows + Group, at);
            TLanes.Store(rows + (2 * Group), nans);
            TLanes.Store(rows + (3 * Group), infinities);
            TLanes.Store(rows + (4 * Group), zeros);
            TLanes.Store(rows + (5 * Group), subnormals);
        }
    }
}
