namespace FastSpectra.Testing;

/// <summary>
/// The thirty families of matrices on which singular value codes fail, each a named builder. Sources: LAPACK's own test generators
/// (DCHKBD, DDRVBD) and reported failures of LAPACK, OpenBLAS, PyTorch, irlba; Higham, "Accuracy and Stability", chapter 28.
/// </summary>
/// <remarks>Builders take the unit in the last place of the type under test where their definition depends on it.</remarks>
public static class MatrixGallery
{
    /// <summary>All finite dense cases, numbered as in the list of thirty, small enough for every test run.</summary>
    public static IEnumerable<HardCase> Dense(double ulp)
    {
        bool isFloat = ulp > 1e-10;
        foreach ((int m, int n) in new[] { (100, 100), (1, 7), (7, 1), (0, 5), (5, 0) })
        {
            yield return new(1, "zeros", new double[m, n], new double[Math.Min(m, n)]);
        }

        yield return new(2, "identity", Diagonal(Ones(100)), Ones(100));
        yield return new(2, "permutation", Permutation(100), Ones(100));
        yield return new(2, "signs", Diagonal([.. Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? -1.0 : 1.0)]), Ones(100));
        double[] evenly = EvenlySpaced(200, ulp);
        double[,] even = WithValues(200, 200, evenly, 3);
        yield return new(3, "evenly spaced", even, evenly);
        double[] geometric = GeometricallySpaced(200, ulp);
        yield return new(4, "geometrically spaced", WithValues(200, 200, geometric, 4), geometric);
        double[] oneLarge = OneLarge(200, ulp);
        yield return new(5, "one large", WithValues(200, 200, oneLarge, 5), oneLarge);
        foreach (int exponent in isFloat ? new[] { 100, -90, 120 } : [498, -996, 1000, -1000])
        {
            yield return new(6, $"evenly spaced x 2^{exponent}", Scaled(even, exponent), [.. evenly.Select(s => Math.ScaleB(s, exponent))]);
        }

        yield return new(7, "denormal", Scaled(even, isFloat ? -130 : -1045));
        yield return new(8, "orthogonal", RandomOrthogonal(300, 8), Ones(300));
        double[] muon = UniformValues(300, 0.7, 1.2, 9);
        yield return new(9, "Muon-like", WithValues(300, 300, muon, 9), muon);
        double[] clustered = [.. Enumerable.Range(0, 300).Select(k => 1 + (10 * (299 - k) * ulp))];
        yield return new(10, "cluster of ulps", WithValues(300, 300, clustered, 10), clustered);
        yield return new(11, "near-equal bidiagonal", NearEqualBidiagonal(200, ulp));
        double[] hadamard = [.. Enumerable.Repeat(16.0, 256)];
        yield return new(12, "Hadamard", Hadamard(256), hadamard);
        yield return new(13, "Hilbert", Hilbert(12));
        yield return new(13, "Cauchy", Cauchy(30));
        yield return new(14, "Kahan", Kahan(100, 1.2));
        foreach (double epsilon in isFloat ? new[] { 1e-3, 1e-5, 1e-7 } : [1e-6, 1e-9, 1e-13])
        {
            double[] values = [.. Enumerable.Repeat(epsilon, 100)];
            values[0] = Math.Sqrt(100 + (epsilon * epsilon));
            yield return new(15, $"Lauchli {epsilon}", Lauchli(100, epsilon), values);
        }

        yield return new(16, "differences", Differences(200), DifferenceValues(200));
        yield return new(17, "bidiagonal 1, 100", Bidiagonal(Ones(30), [.. Enumerable.Repeat(100.0, 29)]));
        yield return new(18, "log-uniform bidiagonal", LogUniformBidiagonal(60, 18, 18));
        // 40! overflows float.
        foreach (int n in isFloat ? new[] { 20, 28 } : [20, 28, 40])
        {
            yield return new(19, "companion", Companion(n));
        }

        yield return new(20, "one-hot design", OneHotDesign(400, 6, 10));
        yield return new(21, "Wilkinson", Wilkinson(21));
        yield return new(22, "graded columns", Graded(150, 22, rows: false));
        yield return new(23, "graded rows and columns", Graded(isFloat ? 60 : 150, 23, rows: true));
        yield return new(24, "zero rows and columns", ZeroRowsAndColumns(90, 70));
        yield return new(24, "duplicate rows", DuplicateRows(90, 70));
        yield return new(24, "rank 1", LowRank(120, 80, 1));
        yield return new(24, "rank 10", LowRank(200, 200, 10));
        foreach (int n in new[] { 1, 2, 3, 31, 32, 33, 63, 64, 65, 127, 128, 129 })
        {
            yield return new(26, "border", Gaussian(n, n, 26));
        }

        yield return new(26, "tall", Gaussian(3000, 8, 26));
        yield return new(26, "wide", Gaussian(8, 3000, 26));
        double[] repeated = RepeatedLargest(120);
        yield return new(27, "five-fold largest", WithValues(150, 120, repeated, 27), repeated);
        yield return new(28, "Marchenko-Pastur edge", Gaussian(200, 100, 28));
        yield return new(29, "bfloat16", BFloat16(120, 29));
        yield return new(29, "fp8 blocks", DequantisedBlocks(128, 29, levels: 120));
        yield return new(29, "int4 groups", DequantisedBlocks(128, 30, levels: 7));
        yield return new(29, "adapter product", LowRank(256, 256, 16));
    }

    /// <summary>The cases that <see cref="Dense"/> reduces, at the size of the list: seconds each.</summary>
    public static IEnumerable<HardCase> FullSize()
    {
        double[] muon = UniformValues(1024, 0.7, 1.2, 9);
        yield return new(9, "Muon-like", WithValues(1024, 1024, muon, 9), muon);
        yield return new(12, "Hadamard", Hadamard(1024), [.. Enumerable.Repeat(32.0, 1024)]);
        yield return new(20, "one-hot design", OneHotDesign(2000, 6, 10));
        yield return new(20, "one-hot design", OneHotDesign(5344, 1, 257));
        yield return new(24, "rank 10", LowRank(1000, 1000, 10));
        yield return new(26, "tall", Gaussian(20000, 8, 26));
        yield return new(26, "wide", Gaussian(8, 20000, 26));
        yield return new(28, "Marchenko-Pastur edge", Gaussian(2000, 1000, 28));
        yield return new(29, "bfloat16", BFloat16(400, 29));
    }

    /// <summary>Case 25: matrices that are not finite, with the position of the first offender.</summary>
    public static IEnumerable<(string Name, double[,] Matrix, int Row, int Column)> NotFinite()
    {
        double[,] infinity = Gaussian(100, 60, 25);
        infinity[57, 31] = double.NegativeInfinity;
        yield return ("one infinity", infinity, 57, 31);
        double[,] nan = Gaussian(60, 100, 25);
        nan[59, 99] = double.NaN;
        yield return ("one NaN", nan, 59, 99);
        double[,] all = new double[50, 50];
        for (int i = 0; i < 50; i++)
        {
            for (int j = 0; j < 50; j++)
            {
                all[i, j] = double.NaN;
            }
        }

        yield return ("all NaN", all, 0, 0);
        yield return ("infinity in 3 x 3", new[,] { { 1, 2, 3 }, { 4, double.PositiveInfinity, 6 }, { 7, 8, 9 } }, 1, 1);
    }

    /// <summary>Independent standard normals (Box and Muller on a seeded System.Random).</summary>
    public static double[,] Gaussian(int m, int n, int seed)
    {
        Random random = new(seed);
        double[,] a = new double[m, n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = Normal(random);
            }
        }

        return a;
    }

    /// <summary>U diag(s) V^T with U and V products of 2n random reflectors (as LAPACK's DLAGGE): m x n, the values given.</summary>
    public static double[,] WithValues(int m, int n, double[] s, int seed)
    {
        double[,] a = new double[m, n];
        for (int i = 0; i < s.Length; i++)
        {
            a[i, i] = s[i];
        }

        Random random = new(seed);
        int k = Math.Min(64, Math.Max(m, n));
        for (int r = 0; r < k; r++)
        {
            ReflectRows(a, random);
        }

        a = SvdChecks.Transpose(a);
        for (int r = 0; r < k; r++)
        {
            ReflectRows(a, random);
        }

        return SvdChecks.Transpose(a);
    }

    /// <summary>Case 8: a random orthogonal matrix.</summary>
    public static double[,] RandomOrthogonal(int n, int seed) => WithValues(n, n, Ones(n), seed);

    /// <summary>Case 3: 1, ..., ulp in equal steps.</summary>
    public static double[] EvenlySpaced(int n, double ulp) => [.. Enumerable.Range(0, n).Select(i => 1 - ((1 - ulp) * i / (n - 1)))];

    /// <summary>Case 4: 1, ..., ulp in equal ratios.</summary>
    public static double[] GeometricallySpaced(int n, double ulp) => [.. Enumerable.Range(0, n).Select(i => Math.Pow(ulp, (double)i / (n - 1)))];

    /// <summary>Case 5: 1, ulp, ..., ulp.</summary>
    public static double[] OneLarge(int n, double ulp) => [1, .. Enumerable.Repeat(ulp, n - 1)];

    /// <summary>Case 9: n values uniform in [low, high], descending.</summary>
    public static double[] UniformValues(int n, double low, double high, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, n).Select(_ => low + ((high - low) * random.NextDouble())).OrderDescending()];
    }

    /// <summary>Case 27: 5, 5, 5, 5, 5, 1, then descending below 1.</summary>
    public static double[] RepeatedLargest(int n) => [5, 5, 5, 5, 5, .. Enumerable.Range(0, n - 5).Select(i => 1 - (0.5 * i / n))];

    /// <summary>2^exponent A.</summary>
    public static double[,] Scaled(double[,] a, int exponent)
    {
        double[,] result = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[i, j] = Math.ScaleB(a[i, j], exponent);
            }
        }

        return result;
    }

    /// <summary>diag(d).</summary>
    public static double[,] Diagonal(double[] d) => Bidiagonal(d, new double[Math.Max(0, d.Length - 1)]);

    /// <summary>Upper bidiagonal with diagonal d and superdiagonal e.</summary>
    public static double[,] Bidiagonal(double[] d, double[] e)
    {
        double[,] a = new double[d.Length, d.Length];
        for (int i = 0; i < d.Length; i++)
        {
            a[i, i] = d[i];
            if (i < d.Length - 1)
            {
                a[i, i + 1] = e[i];
            }
        }

        return a;
    }

    /// <summary>Case 2: a random permutation matrix.</summary>
    public static double[,] Permutation(int n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        new Random(2).Shuffle(order);
        double[,] a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            a[i, order[i]] = 1;
        }

        return a;
    }

    /// <summary>Case 11: d = 1 + 10 k ulp, e = 10 ulp (LAPACK pull request 1286: near-equal values, vectors not orthogonal).</summary>
    public static double[,] NearEqualBidiagonal(int n, double ulp) =>
        Bidiagonal([.. Enumerable.Range(0, n).Select(k => 1 + (10 * k * ulp))], [.. Enumerable.Repeat(10 * ulp, n - 1)]);

    /// <summary>Case 12: Sylvester's Hadamard matrix, n a power of two; every value is sqrt(n).</summary>
    public static double[,] Hadamard(int n)
    {
        double[,] a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = System.Numerics.BitOperations.PopCount((uint)(i & j)) % 2 == 0 ? 1 : -1;
            }
        }

        return a;
    }

    /// <summary>Case 13: 1/(i + j + 1).</summary>
    public static double[,] Hilbert(int n) => Build(n, n, (i, j) => 1.0 / (i + j + 1));

    /// <summary>Case 13: 1/(x_i + y_j) with x_i = i + 1, y_j = (j + 1)/2.</summary>
    public static double[,] Cauchy(int n) => Build(n, n, (i, j) => 1.0 / (i + 1 + ((j + 1) / 2.0)));

    /// <summary>Case 14: diag(1, s, s^2, ...) times the unit upper triangle of -c, s = sin theta, c = cos theta.</summary>
    public static double[,] Kahan(int n, double theta) =>
        Build(n, n, (i, j) => Math.Pow(Math.Sin(theta), i) * (j < i ? 0 : j == i ? 1 : -Math.Cos(theta)));

    /// <summary>Case 15: a row of ones above epsilon I, (n + 1) x n.</summary>
    public static double[,] Lauchli(int n, double epsilon) => Build(n + 1, n, (i, j) => i == 0 ? 1 : i == j + 1 ? epsilon : 0);

    /// <summary>Case 16: bidiagonal (1, -1).</summary>
    public static double[,] Differences(int n) => Bidiagonal(Ones(n), [.. Enumerable.Repeat(-1.0, n - 1)]);

    /// <summary>The values of <see cref="Differences"/>: 2 sin((2k - 1) pi / (2 (2n + 1))).</summary>
    public static double[] DifferenceValues(int n) =>
        [.. Enumerable.Range(1, n).Select(k => 2 * Math.Sin(((2 * k) - 1) * Math.PI / (2 * ((2 * n) + 1)))).Reverse()];

    /// <summary>Case 18: bidiagonal with logarithms uniform in [-range, range] (DCHKBD type 16).</summary>
    public static double[,] LogUniformBidiagonal(int n, double range, int seed)
    {
        Random random = new(seed);
        double[] d = [.. Enumerable.Range(0, n).Select(_ => Math.Exp(range * ((2 * random.NextDouble()) - 1)))];
        double[] e = [.. Enumerable.Range(0, n - 1).Select(_ => Math.Exp(range * ((2 * random.NextDouble()) - 1)))];
        return Bidiagonal(d, e);
    }

    /// <summary>Case 19: companion matrix of the reversed polynomial 1, 1/1!, ..., 1/n! (LAPACK issue 316).</summary>
    public static double[,] Companion(int n)
    {
        double[] coefficients = new double[n + 1];
        double factorial = 1;
        for (int k = 0; k <= n; k++)
        {
            factorial *= Math.Max(1, k);
            coefficients[n - k] = 1 / factorial;
        }

        return Build(n, n, (i, j) => i == 0 ? -coefficients[j + 1] / coefficients[0] : i == j + 1 ? 1 : 0);
    }

    /// <summary>Case 20: an intercept and one-hot columns of several factors (LAPACK issue 672: many repeated values, rank deficient).</summary>
    public static double[,] OneHotDesign(int rows, int factors, int levels)
    {
        Random random = new(20);
        double[,] a = new double[rows, (factors * levels) + 1];
        for (int i = 0; i < rows; i++)
        {
            a[i, 0] = 1;
            for (int f = 0; f < factors; f++)
            {
                a[i, 1 + (f * levels) + random.Next(levels)] = 1;
            }
        }

        return a;
    }

    /// <summary>Case 21: tridiagonal |i - n/2| with ones beside (pairs of values that agree to 1e-14).</summary>
    public static double[,] Wilkinson(int n) => Build(n, n, (i, j) => i == j ? Math.Abs(i - (n / 2)) : Math.Abs(i - j) == 1 ? 1 : 0);

    /// <summary>Cases 22 and 23: Gaussian with column j times 2^-j, or element (i, j) times 2^-(i+j).</summary>
    public static double[,] Graded(int n, int seed, bool rows)
    {
        double[,] a = Gaussian(n, n, seed);
        return Build(n, n, (i, j) => Math.ScaleB(a[i, j], -(rows ? i + j : j)));
    }

    /// <summary>Case 24: every third row and every fourth column zero.</summary>
    public static double[,] ZeroRowsAndColumns(int m, int n)
    {
        double[,] a = Gaussian(m, n, 24);
        return Build(m, n, (i, j) => i % 3 == 0 || j % 4 == 0 ? 0 : a[i, j]);
    }

    /// <summary>Case 24: rows repeated in threes.</summary>
    public static double[,] DuplicateRows(int m, int n)
    {
        double[,] a = Gaussian(m, n, 24);
        return Build(m, n, (i, j) => a[i / 3, j]);
    }

    /// <summary>Case 24 and 29: the product of Gaussian m x r and r x n.</summary>
    public static double[,] LowRank(int m, int n, int rank) => SvdChecks.Multiply(Gaussian(m, rank, 24), Gaussian(rank, n, 25), rank);

    /// <summary>Case 29: Gaussian rounded to bfloat16.</summary>
    public static double[,] BFloat16(int n, int seed)
    {
        double[,] a = Gaussian(n, n, seed);
        return Build(n, n, (i, j) =>
        {
            uint bits = BitConverter.SingleToUInt32Bits((float)a[i, j]);
            return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
        });
    }

    /// <summary>Case 29: Gaussian quantised to 2 levels + 1 integers per block of 32 x 32 with one power-of-two scale each.</summary>
    public static double[,] DequantisedBlocks(int n, int seed, int levels)
    {
        double[,] a = Gaussian(n, n, seed);
        return Build(n, n, (i, j) =>
        {
            double scale = Math.ScaleB(1, ((i / 32 * 7) + (j / 32 * 3)) % 5) * 4 / levels;
            return Math.Clamp(Math.Round(a[i, j] / scale), -levels, levels) * scale;
        });
    }

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];

    private static double[,] Build(int m, int n, Func<int, int, double> element)
    {
        double[,] a = new double[m, n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = element(i, j);
            }
        }

        return a;
    }

    // A = (I - 2 v v^T / |v|^2) A with a Gaussian v.
    private static void ReflectRows(double[,] a, Random random)
    {
        int m = a.GetLength(0), n = a.GetLength(1);
        double[] v = [.. Enumerable.Range(0, m).Select(_ => Normal(random))];
        double norm = v.Sum(x => x * x);
        double[] product = new double[n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                product[j] += v[i] * a[i, j];
            }
        }

        for (int i = 0; i < m; i++)
        {
            double factor = 2 * v[i] / norm;
            for (int j = 0; j < n; j++)
            {
                a[i, j] -= factor * product[j];
            }
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
