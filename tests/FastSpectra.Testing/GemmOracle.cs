using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Testing;

/// <summary>Matrix products by plain loops: the rule that fast products follow bit for bit, and exact sums to measure errors with.</summary>
public static class GemmOracle
{
    /// <summary>
    /// C = alpha A B + beta C by the rule of Gemm: blocks of 512 (float) or 256 (double) steps, one accumulator, added in order; the
    /// rule of Gemv where m, n are 2 to 8 and k is at least 256.
    /// </summary>
    public static void Multiply<T>(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (c.Rows is > 1 and <= 8 && c.Columns is > 1 and <= 8 && a.Columns >= 256)
        {
            InnerProducts(alpha, a, b, beta, c);
            return;
        }

        int kc = typeof(T) == typeof(float) ? 512 : 256;
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                T value = c[i, j];
                T factor = beta;
                for (int step = 0; step < a.Columns; step += kc)
                {
                    T sum = T.Zero;
                    for (int p = step; p < Math.Min(step + kc, a.Columns); p++)
                    {
                        sum = Fused.MultiplyAdd(a[i, p], b[p, j], sum);
                    }

                    value = factor == T.Zero ? alpha * sum : Fused.MultiplyAdd(alpha, sum, factor * value);
                    factor = T.One;
                }

                c[i, j] = a.Columns > 0 ? value : (beta == T.Zero ? T.Zero : beta * value);
            }
        }
    }

    /// <summary>y = alpha A x + beta y by the rule of Gemv: 16 (float) or 8 (double) lanes and a tree of halves.</summary>
    public static void Multiply<T>(T alpha, MatrixView<T> a, ReadOnlySpan<T> x, T beta, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = typeof(T) == typeof(float) ? 16 : 8;
        T[] sums = new T[lanes];
        for (int i = 0; i < a.Rows; i++)
        {
            Array.Clear(sums);
            for (int p = 0; p < a.Columns; p++)
            {
                sums[p % lanes] = Fused.MultiplyAdd(a[i, p], x[p], sums[p % lanes]);
            }

            for (int half = lanes / 2; half > 0; half /= 2)
            {
                for (int l = 0; l < half; l++)
                {
                    sums[l] += sums[l + half];
                }
            }

            y[i] = beta == T.Zero ? alpha * sums[0] : Fused.MultiplyAdd(alpha, sums[0], beta * y[i]);
        }
    }

    private static void InnerProducts<T>(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[b.Rows];
        T[] y = new T[c.Rows];
        for (int j = 0; j < c.Columns; j++)
        {
            for (int p = 0; p < x.Length; p++)
            {
                x[p] = b[p, j];
            }

            for (int i = 0; i < y.Length; i++)
            {
                y[i] = c[i, j];
            }

            Multiply(alpha, a, x, beta, y);
            for (int i = 0; i < y.Length; i++)
            {
                c[i, j] = y[i];
            }
        }
    }

    /// <summary>Largest |C[i,j] - exact| / sum_p |A[i,p] B[p,j]| over a matrix C = A B, the exact sum taken with twice the digits.</summary>
    public static double LargestError<T>(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                double high = 0;
                double low = 0;
                double size = 0;
                for (int p = 0; p < a.Columns; p++)
                {
                    double x = double.CreateChecked(a[i, p]);
                    double y = double.CreateChecked(b[p, j]);
                    double product = x * y;
                    double sum = high + product;
                    double part = sum - high;
                    low += Math.FusedMultiplyAdd(x, y, -product) + ((high - (sum - part)) + (product - part));
                    high = sum;
                    size += Math.Abs(product);
                }

                double error = Math.Abs((double.CreateChecked(c[i, j]) - high) - low) / size;
                if (!(error <= largest))
                {
                    largest = error;
                }
            }
        }

        return largest;
    }

    /// <summary>What rounding allows for <see cref="LargestError{T}"/>: one unit roundoff for each of the k/block + block additions.</summary>
    public static double Tolerance<T>(int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        int block = Math.Min(k, single ? 512 : 256);
        return (single ? 6e-8 : 1.2e-16) * (block + (k / block) + 2);
    }
}
