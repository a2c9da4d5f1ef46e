using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>The Marchenko-Pastur law as the points of a curve.</summary>
internal static class MarchenkoPasturCurve
{
    /// <summary>
    /// Points dense at both edges of the bulk: eigenvalues x = a + (b - a) t^2 (3 - 2t) for t evenly inside (0, 1), and their densities per unit of the
    /// eigenvalue or per decade.
    /// </summary>
    internal static (double[] Eigenvalue, double[] Density) Sample(MarchenkoPastur law, int count, bool perDecade)
    {
        double[] eigenvalue = new double[count], density = new double[count];
        double low = Math.Max(law.LowerEdge, 1e-9 * law.UpperEdge), width = law.UpperEdge - low;
        for (int i = 0; i < count; i++)
        {
            // The end points themselves have density zero: off a log axis, and the curve would stop short of the edge.
            double t = (i + 0.02) / (count - 0.96);
            eigenvalue[i] = low + width * t * t * (3 - 2 * t);
            density[i] = law.Density(eigenvalue[i]) * (perDecade ? eigenvalue[i] * DecimalLogarithm.LogarithmOfTen : 1);
        }
        return (eigenvalue, density);
    }
}
