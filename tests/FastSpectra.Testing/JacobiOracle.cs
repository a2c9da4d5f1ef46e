namespace FastSpectra.Testing;

/// <summary>
/// Singular values by one-sided Jacobi (Hestenes 1958) in double-double: A V = U S to about 100 bits, each value to relative accuracy
/// where column scaling allows it (Demmel and Veselic 1992). Slow: 50 m n^2 sweeps of double-double work; meant for n up to 200.
/// </summary>
public static class JacobiOracle
{
    // Cosines of angles between columns below this are zero: 2^-98.
    private const double Orthogonal = 3.2e-30;
    private const int SweepLimit = 60;

    // A column this far below the largest is what rounding left of a dependent one: it is rotated, but need not become orthogonal.
    private const double Negligible = 1e-29;

    /// <summary>The min(m, n) singular values, descending, rounded to double from about 100 correct bits.</summary>
    /// <exception cref="InvalidOperationException">The columns did not become orthogonal in 60 sweeps.</exception>
    public static double[] SingularValues(double[,] a)
    {
        DoubleDouble[][] columns = Columns(a, out int shift);
        int n = columns.Length;
        DoubleDouble[] squares = new DoubleDouble[n];
        for (int sweep = 0; sweep < SweepLimit; sweep++)
        {
            for (int j = 0; j < n; j++)
            {
                squares[j] = Dot(columns[j], columns[j]);
            }

            if (!Sweep(columns, squares))
            {
                double[] values = Array.ConvertAll(columns, c => Math.ScaleB((double)DoubleDouble.Sqrt(Dot(c, c)), -shift));
                Array.Sort(values, (x, y) => y.CompareTo(x));
                return values;
            }
        }

        throw new InvalidOperationException($"one-sided Jacobi did not converge in {SweepLimit} sweeps");
    }

    // Rotates every pair of columns once, larger norms first (de Rijk). True if a pair was rotated.
    private static bool Sweep(DoubleDouble[][] columns, DoubleDouble[] squares)
    {
        bool rotated = false;
        int n = columns.Length;
        double floor = Negligible * Math.Sqrt(squares.Max(s => s.High));
        for (int p = 0; p < n - 1; p++)
        {
            int largest = p;
            for (int j = p + 1; j < n; j++)
            {
                largest = squares[j] > squares[largest] ? j : largest;
            }

            (columns[p], columns[largest]) = (columns[largest], columns[p]);
            (squares[p], squares[largest]) = (squares[largest], squares[p]);
            for (int q = p + 1; q < n; q++)
            {
                rotated |= Rotate(columns[p], columns[q], ref squares[p], ref squares[q]) && Math.Sqrt(squares[q].High) > floor;
            }
        }

        return rotated;
    }

    private static bool Rotate(DoubleDouble[] x, DoubleDouble[] y, ref DoubleDouble xx, ref DoubleDouble yy)
    {
        DoubleDouble xy = Dot(x, y);
        if (Math.Abs(xy.High) <= Orthogonal * Math.Sqrt(xx.High) * Math.Sqrt(yy.High))
        {
            return false;
        }

        DoubleDouble zeta = (yy - xx) / (xy + xy);
        DoubleDouble root = DoubleDouble.Sqrt((zeta * zeta) + 1);
        DoubleDouble t = zeta.High >= 0 ? (DoubleDouble)1 / (zeta + root) : (DoubleDouble)(-1) / (root - zeta);
        DoubleDouble c = (DoubleDouble)1 / DoubleDouble.Sqrt((t * t) + 1);
        DoubleDouble s = c * t;
        for (int i = 0; i < x.Length; i++)
        {
            DoubleDouble xi = x[i], yi = y[i];
            x[i] = (c * xi) - (s * yi);
            y[i] = (s * xi) + (c * yi);
        }

        xx = Dot(x, x);
        yy = Dot(y, y);
        return true;
    }

    private static DoubleDouble Dot(DoubleDouble[] x, DoubleDouble[] y)
    {
        DoubleDouble sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    // Columns of the taller of A and A^T, scaled by 2^shift to a largest element near 1.
    private static DoubleDouble[][] Columns(double[,] a, out int shift)
    {
        int m = a.GetLength(0), n = a.GetLength(1);
        double largest = 0;
        foreach (double value in a)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        int exponent = largest > 0 ? -Math.ILogB(largest) : 0;
        shift = exponent;
        bool tall = m >= n;
        DoubleDouble[][] columns = new DoubleDouble[Math.Min(m, n)][];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = new DoubleDouble[Math.Max(m, n)];
            for (int i = 0; i < columns[j].Length; i++)
            {
                columns[j][i] = Math.ScaleB(tall ? a[i, j] : a[j, i], exponent);
            }
        }

        return columns;
    }
}
