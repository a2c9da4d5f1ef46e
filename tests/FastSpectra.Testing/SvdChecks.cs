using System.Numerics;

namespace FastSpectra.Testing;

/// <summary>
/// The checks of a singular value decomposition, in units of the last place of the type under test and in double arithmetic: two-sided
/// residual r1, orthogonality of U and V r2 and r3, order and sign r4, values against known ones r5. NaN anywhere gives NaN, which no
/// bound of the form !(ratio &lt;= bound) lets pass (Math.Max keeps it).
/// </summary>
public static class SvdChecks
{
    /// <summary>r1 = |A - U S V^T|_1 / (|A|_1 max(m, n) ulp); for a zero A the 1-norm of U S V^T itself.</summary>
    /// <param name="a">m x n.</param>
    /// <param name="u">m x k or m x m.</param>
    /// <param name="s">k = min(m, n) values.</param>
    /// <param name="vt">k x n or n x n.</param>
    /// <param name="ulp">Unit in the last place of the type under test.</param>
    public static double Residual(double[,] a, double[,] u, double[] s, double[,] vt, double ulp)
    {
        int m = a.GetLength(0), n = a.GetLength(1), k = Math.Min(m, n);
        double largest = Largest(a);
        int shift = largest > 0 ? -Math.ILogB(largest) : 0;
        double[,] us = new double[m, k];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < k; j++)
            {
                us[i, j] = u[i, j] * Math.ScaleB(s[j], shift);
            }
        }

        double[,] scaled = Map(a, x => Math.ScaleB(x, shift));
        double[,] product = Multiply(us, vt, k);
        double norm = OneNorm(scaled);
        double residual = OneNorm(Combine(scaled, product));
        return norm > 0 ? residual / (norm * Math.Max(m, n) * ulp) : residual;
    }

    /// <summary>r2 = |I - U^T U|_1 / (m ulp) of a matrix with orthonormal columns.</summary>
    public static double OrthogonalityOfColumns(double[,] u, double ulp)
    {
        int m = u.GetLength(0), k = u.GetLength(1);
        double[,] gram = Multiply(Transpose(u), u, m);
        for (int i = 0; i < k; i++)
        {
            gram[i, i] -= 1;
        }

        return k == 0 ? 0 : OneNorm(gram) / (m * ulp);
    }

    /// <summary>r3: <see cref="OrthogonalityOfColumns"/> of the transpose.</summary>
    public static double OrthogonalityOfRows(double[,] vt, double ulp) => OrthogonalityOfColumns(Transpose(vt), ulp);

    /// <summary>r4: 0 if the values descend and none is negative or NaN, else 1/ulp.</summary>
    public static double Order(double[] s, double ulp)
    {
        for (int i = 0; i < s.Length; i++)
        {
            if (!(s[i] >= 0) || (i > 0 && !(s[i] <= s[i - 1])))
            {
                return 1 / ulp;
            }
        }

        return 0;
    }

    /// <summary>r5 = max |s_i - expected_i| / (size ulp expected_0); with an expected largest value of 0, max |s_i| / ulp.</summary>
    public static double Values(double[] s, double[] expected, int size, double ulp)
    {
        double worst = s.Length == expected.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(s.Length, expected.Length); i++)
        {
            double difference = Math.Abs(s[i] - expected[i]);
            worst = Math.Max(worst, difference);
        }

        double scale = expected.Length > 0 && expected[0] > 0 ? size * ulp * expected[0] : ulp;
        return worst == 0 ? 0 : worst / scale;
    }

    /// <summary>max |s_i - expected_i| / (expected_i ulp): relative accuracy, value by value.</summary>
    public static double RelativeValues(double[] s, double[] expected, double ulp)
    {
        double worst = s.Length == expected.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < Math.Min(s.Length, expected.Length); i++)
        {
            double difference = s[i] == expected[i] ? 0 : Math.Abs(s[i] - expected[i]) / (expected[i] * ulp);
            worst = Math.Max(worst, difference);
        }

        return worst;
    }

    /// <summary>Largest sine of the angle between x_i and y_i, for unit vectors in the columns of x and y.</summary>
    public static double LargestSine(double[,] x, double[,] y, int column)
    {
        int m = x.GetLength(0);
        double dot = 0;
        for (int i = 0; i < m; i++)
        {
            dot += x[i, column] * y[i, column];
        }

        double sum = 0;
        for (int i = 0; i < m; i++)
        {
            double difference = x[i, column] - (dot * y[i, column]);
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The product of x and the first <paramref name="inner"/> rows of y, in double with plain loops over rows.</summary>
    public static double[,] Multiply(double[,] x, double[,] y, int inner)
    {
        int m = x.GetLength(0), n = y.GetLength(1);
        double[,] product = new double[m, n];
        if (m == 0 || n == 0 || inner == 0)
        {
            return product;
        }

        Span<double> z = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref product[0, 0], m * n);
        Span<double> right = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref y[0, 0], y.Length);
        int width = Vector<double>.Count;
        for (int i = 0; i < m; i++)
        {
            Span<double> row = z.Slice(i * n, n);
            for (int k = 0; k < inner; k++)
            {
                double factor = x[i, k];
                if (factor == 0)
                {
                    continue;
                }

                Span<double> source = right.Slice(k * n, n);
                Vector<double> factors = new(factor);
                int j = 0;
                for (; j <= n - width; j += width)
                {
                    (new Vector<double>(row[j..]) + (factors * new Vector<double>(source[j..]))).CopyTo(row[j..]);
                }

                for (; j < n; j++)
                {
                    row[j] += factor * source[j];
                }
            }
        }

        return product;
    }

    /// <summary>The transpose.</summary>
    public static double[,] Transpose(double[,] x)
    {
        double[,] result = new double[x.GetLength(1), x.GetLength(0)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                result[j, i] = x[i, j];
            }
        }

        return result;
    }

    private static double Largest(double[,] x)
    {
        double largest = 0;
        foreach (double value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    // Largest column sum of magnitudes; NaN if an element is.
    private static double OneNorm(double[,] x)
    {
        double largest = 0;
        for (int j = 0; j < x.GetLength(1); j++)
        {
            double sum = 0;
            for (int i = 0; i < x.GetLength(0); i++)
            {
                sum += Math.Abs(x[i, j]);
            }

            largest = Math.Max(largest, sum);
        }

        return largest;
    }

    private static double[,] Map(double[,] x, Func<double, double> f)
    {
        double[,] result = new double[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                result[i, j] = f(x[i, j]);
            }
        }

        return result;
    }

    private static double[,] Combine(double[,] x, double[,] y)
    {
        double[,] result = new double[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                result[i, j] = x[i, j] - y[i, j];
            }
        }

        return result;
    }
}
