// Squared overlap of the first gradient's leading right vector in W_1 with the teacher. That vector is X^T r / n, r = f - y. Per sample, the part
// of r along beta is zeta - (f's linear coefficient along beta, O(1 / sqrt d)); f's linear map has norm c = prod b_l, b_l = E sigma'(sqrt(q_{l-1}) g),
// q_l = E sigma(sqrt(q_{l-1}) g)^2, q_0 = 1; sampling adds (d / n) E r^2. So cos^2 = zeta^2 / (zeta^2 + c^2 + (d / n) E r^2), E r^2 = q_{L-1} + E y^2.
// The two-layer case is papers' first-gradient law (d, h, n proportional); deeper ones repeat it with the moments of each layer.
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>What one gradient at random weights is, in the limit of n, h and d growing together.</summary>
internal static class DepthTheory
{
    // Of softplus: E softplus' = 1/2 and E softplus^2 (papers' constants, to six digits).
    private const double TeacherSlope = 0.5;
    private const double TeacherSquare = 0.921246;

    /// <summary>|cos| of the angle between the leading right vector of the first gradient of W_1 and beta, for tanh students of <paramref name="layers"/> layers.</summary>
    /// <param name="layers">L.</param>
    /// <param name="ratio">d / n.</param>
    /// <param name="noise">Standard deviation of the label noise.</param>
    public static double TeacherOverlap(int layers, double ratio, double noise)
    {
        double square = 1, slope = 1;
        for (int l = 1; l < layers; l++)
        {
            ActivationMoments moments = ActivationMoments.Of(TanhActivation<double>.Instance, square);
            square = moments.Square;
            slope *= moments.Slope;
        }

        // q_{L-1} is the mean square of the last features, and so of f.
        double residual = square + TeacherSquare + (noise * noise);
        return TeacherSlope / Math.Sqrt((TeacherSlope * TeacherSlope) + (slope * slope) + (ratio * residual));
    }

    /// <summary>
    /// Strength of the independent spike that stands where W - strength u v^T has its own, given <paramref name="against"/> = u^T W v. Where u does not
    /// depend on W, and v does through w = W^T u alone, W is u w^T and an independent rest; the row along u has the squared norm
    /// |w - strength v|^2 = |w|^2 + strength^2 - 2 strength u^T W v, an independent spike would have |w|^2 + strength^2.
    /// </summary>
    public static double EffectiveStrength(double strength, double against) => Math.Sqrt(Math.Max(0, strength * (strength - (2 * against))));
}
