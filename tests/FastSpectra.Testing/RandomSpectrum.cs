namespace FastSpectra.Testing;

/// <summary>A matrix of random shape with a spectrum of a random hard kind: what nobody thought of is more often among many such matrices than in a gallery.</summary>
/// <param name="Name">Seed, shape and kind, to find it again.</param>
/// <param name="Matrix">m x n.</param>
/// <param name="Values">Its min(m, n) singular values, descending.</param>
public sealed record RandomSpectrum(string Name, double[,] Matrix, double[] Values)
{
    private static readonly (string Name, Func<Random, int, int, double, double> Value)[] s_kinds =
    [
        ("all one", (_, _, _, _) => 1),
        ("copies above a bulk", (random, i, copies, _) => i < copies ? 1 : 0.5 * random.NextDouble()),
        ("geometric", (_, i, copies, _) => Math.Pow(1 - (0.5 / copies), i)),
        ("narrow", (_, i, _, gap) => Math.Max(0, 1 - (gap * i))),
        ("almost copies above one", (_, i, copies, gap) => i < copies ? 1 + (gap * (copies - i)) : 1),
        ("low rank", (_, i, copies, _) => i < copies ? 1 : 0),
        ("one above a flat rest", (_, i, _, gap) => i == 0 ? 1 : gap),
        ("outliers far above a bulk", (random, i, copies, gap) => i < copies ? 1e3 * (1 + (gap * random.NextDouble())) : random.NextDouble()),
        ("harmonic in steps", (_, i, copies, _) => 1.0 / (1 + (i / copies))),
    ];

    /// <summary>The matrix of a seed; its sides are below <paramref name="longest"/>.</summary>
    public static RandomSpectrum Draw(int seed, int longest)
    {
        Random random = new(seed);
        int m = random.Next(5, longest), n = random.Next(5, longest), r = Math.Min(m, n), copies = random.Next(1, 20);
        (string name, Func<Random, int, int, double, double> value) = s_kinds[random.Next(s_kinds.Length)];
        double gap = Math.Pow(10, -random.Next(1, 9));
        double scale = Math.ScaleB(1, random.Next(-40, 40));
        double[] values = [.. Enumerable.Range(0, r).Select(i => value(random, i, copies, gap) * scale)];
        Array.Sort(values);
        Array.Reverse(values);

        // A third lies on the diagonal: products with unit vectors are exact there, and zeros stay zeros.
        double[,] matrix = random.Next(3) > 0 ? MatrixGallery.WithValues(m, n, values, seed) : OnDiagonal(m, n, values);
        return new RandomSpectrum($"seed {seed}, {m} x {n}, {name}, copies {copies}, gap {gap:g1}, scale {scale:g2}", matrix, values);
    }

    private static double[,] OnDiagonal(int m, int n, double[] values)
    {
        double[,] matrix = new double[m, n];
        for (int i = 0; i < values.Length; i++)
        {
            matrix[i, i] = values[i];
        }

        return matrix;
    }
}
