using System.Globalization;

namespace FastSpectra.Testing;

/// <summary>
/// Measures a float function over the bit patterns of all floats, or of every k-th and the neighbourhoods of given points,
/// against an oracle that is exact to well below a float's rounding error.
/// </summary>
public static class FloatSweep
{
    /// <summary>Name of the environment variable that asks for all 2^32 floats.</summary>
    public const string ExhaustiveVariable = "FASTSPECTRA_EXHAUSTIVE";

    /// <summary>Stride of the default sweep: a prime, so that all low bits occur.</summary>
    public const int DefaultStride = 1009;

    private const int Block = 1 << 12;

    /// <summary>A function applied to a span.</summary>
    public delegate void SpanFunction(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>An oracle applied to a span.</summary>
    public delegate void OracleFunction(ReadOnlySpan<float> x, Span<double> y);

    /// <summary>True if the exhaustive sweep was asked for.</summary>
    public static bool Exhaustive => Environment.GetEnvironmentVariable(ExhaustiveVariable) == "1";

    /// <summary>
    /// The largest error in units of the float's last place and where it occurs. A NaN or infinity that the oracle does not
    /// give (or lacks) counts as infinite error; the sign of zero must be the oracle's.
    /// </summary>
    /// <param name="function">The function under test.</param>
    /// <param name="oracle">The true value, at double precision or better.</param>
    /// <param name="points">Around each of them, 4096 floats on either side are tested as well.</param>
    /// <param name="exhaustive">All floats instead of every 1009th.</param>
    public static (double Ulps, float At) LargestError(SpanFunction function, OracleFunction oracle, ReadOnlySpan<float> points, bool exhaustive)
    {
        uint stride = exhaustive ? 1u : DefaultStride;
        long count = (uint.MaxValue + 1L) / stride;
        (double Ulps, float At) worst = (0, 0);
        object gate = new();
        Parallel.For(0, (count + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (new float[Block], new float[Block], new double[Block], Worst: (Ulps: 0.0, At: 0f)),
            (block, _, local) =>
            {
                for (int i = 0; i < Block; i++)
                {
                    local.Item1[i] = BitConverter.UInt32BitsToSingle((uint)(((block * Block) + i) * stride));
                }

                function(local.Item1, local.Item2);
                oracle(local.Item1, local.Item3);
                local.Worst = Compare(local.Item1, local.Item2, local.Item3, local.Worst);
                return local;
            },
            local =>
            {
                lock (gate)
                {
                    worst = local.Worst.Ulps > worst.Ulps ? local.Worst : worst;
                }
            });

        float[] x = new float[8193];
        float[] y = new float[x.Length];
        double[] exact = new double[x.Length];
        foreach (float point in points)
        {
            uint centre = BitConverter.SingleToUInt32Bits(point);
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = BitConverter.UInt32BitsToSingle((uint)(centre + i - 4096));
            }

            function(x, y);
            oracle(x, exact);
            worst = Compare(x, y, exact, worst);
        }

        return worst;
    }

    /// <summary>|value - exact| in units of the last place of the float next to exact.</summary>
    public static double Ulps(float value, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(value))
        {
            return double.IsNaN(exact) && float.IsNaN(value) ? 0 : double.PositiveInfinity;
        }

        if (exact == 0)
        {
            return value == 0 && float.IsNegative(value) == double.IsNegative(exact) ? 0 : double.PositiveInfinity;
        }

        float nearest = (float)exact;
        if (float.IsInfinity(nearest) || float.IsInfinity(value))
        {
            return nearest == value ? 0 : double.PositiveInfinity;
        }

        // By the exponent field: ILogB and ScaleB would take most of an exhaustive sweep's time.
        long exponent = Math.Max(((BitConverter.DoubleToInt64Bits(exact) >> 52) & 0x7FF) - 1023, -126);
        return Math.Abs(value - exact) * BitConverter.Int64BitsToDouble((1023 + 23 - exponent) << 52);
    }

    /// <summary>A line for the test's message.</summary>
    public static string Describe(string name, (double Ulps, float At) worst) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: {worst.Ulps:F4} ulp at {worst.At:R} (0x{BitConverter.SingleToUInt32Bits(worst.At):X8})");

    private static (double Ulps, float At) Compare(float[] x, float[] y, double[] exact, (double Ulps, float At) worst)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double ulps = Ulps(y[i], exact[i]);
            if (!(ulps <= worst.Ulps))
            {
                worst = (ulps, x[i]);
            }
        }

        return worst;
    }
}
