// Eigenvalues of W^T W for W of h x d independent entries of variance v, with n = max(h, d), p = min(h, d), beta = p / n and x = lambda / (n v):
// rho(x) = sqrt((x+ - x)(x - x-)) / (2 pi beta x) on x+- = (1 +- sqrt beta)^2 (Marchenko & Pastur 1967), for the p eigenvalues that are not zero.
namespace FastSpectra.Reports;

/// <summary>The Marchenko-Pastur law of a weight matrix of independent entries, as points of a curve.</summary>
internal sealed class MarchenkoPasturCurve
{
    private readonly double _scale;
    private readonly double _ratio;

    /// <summary>The law of an h x d matrix with entries of the given variance.</summary>
    internal MarchenkoPasturCurve(long h, long d, double variance)
    {
        double n = Math.Max(h, d), p = Math.Min(h, d);
        _scale = n * variance;
        _ratio = p / n;
        double root = Math.Sqrt(_ratio);
        Low = _scale * (1 - root) * (1 - root);
        High = _scale * (1 + root) * (1 + root);
    }

    /// <summary>Lower end of the support.</summary>
    internal double Low { get; }

    /// <summary>Upper end of the support.</summary>
    internal double High { get; }

    /// <summary>Density of the eigenvalue at lambda.</summary>
    internal double Density(double lambda) => lambda <= Low || lambda >= High || lambda <= 0 ? 0
        : Math.Sqrt((High - lambda) * (lambda - Low)) / (2 * Math.PI * _ratio * lambda * _scale);

    /// <summary>Points dense at both edges: eigenvalues and their densities, per unit of lambda or per decade.</summary>
    internal (double[] Lambda, double[] Density) Sample(int count, bool perDecade)
    {
        double[] lambda = new double[count], density = new double[count];
        double low = Math.Max(Low, 1e-9 * High);
        double centre = 0.5 * (low + High), radius = 0.5 * (High - low);
        for (int i = 0; i < count; i++)
        {
            // The end points themselves have density zero: off a log axis, and the curve would stop short of the edge.
            double angle = Math.PI * (i + 0.02) / (count - 0.96);
            lambda[i] = centre - radius * Math.Cos(angle);
            density[i] = Density(lambda[i]) * (perDecade ? lambda[i] * Math.Log(10) : 1);
        }
        return (lambda, density);
    }
}
