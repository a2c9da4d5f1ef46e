using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Straight lines through logarithms: how a quantity grows with a size.</summary>
public static class PowerFit
{
    /// <summary>The p of y ~ x^p by least squares over all rows of a table, and its standard error.</summary>
    public static (double Exponent, double StandardError) Exponent(ResultTable table, string x, string y)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Exponent(table.Numbers(x), table.Numbers(y));
    }

    /// <summary>The p of y ~ x^p by least squares, and its standard error; NaN where a number is not positive or there are fewer than three.</summary>
    public static (double Exponent, double StandardError) Exponent(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int n = x.Count;
        if (n < 3 || y.Count != n || x.Concat(y).Any(value => !(value > 0 && double.IsFinite(value))))
        {
            return (double.NaN, double.NaN);
        }

        double[] u = [.. x.Select(value => Log.Of(value))], v = [.. y.Select(value => Log.Of(value))];
        double meanU = Sum.Of<double>(u) / n, meanV = Sum.Of<double>(v) / n, uu = 0, uv = 0;
        for (int i = 0; i < n; i++)
        {
            uu += (u[i] - meanU) * (u[i] - meanU);
            uv += (u[i] - meanU) * (v[i] - meanV);
        }

        double slope = uv / uu, residual = 0;
        for (int i = 0; i < n; i++)
        {
            double r = v[i] - meanV - (slope * (u[i] - meanU));
            residual += r * r;
        }

        return (slope, Math.Sqrt(residual / (n - 2) / uu));
    }
}
