using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Gaussian moments of an activation, g standard normal: what the limit laws of its kernels depend on.</summary>
/// <param name="Mean">E sigma(g).</param>
/// <param name="Square">E sigma(g)^2.</param>
/// <param name="Slope">b = E sigma'(g).</param>
/// <param name="SquaredSlope">a = E sigma'(g)^2.</param>
public sealed record ActivationMoments(double Mean, double Square, double Slope, double SquaredSlope)
{
    // The trapezoidal rule converges geometrically for analytic functions that fall like the normal density; exp(-12^2 / 2) = 5e-32.
    private const int Points = 4801;
    private const double Range = 12;

    /// <summary>Integrates in double, to 1e-13 for analytic activations.</summary>
    public static ActivationMoments Of(Activation<double> activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        double[] x = new double[Points];
        double[] values = new double[Points];
        double[] slopes = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            x[i] = Range * ((2.0 * i / (Points - 1)) - 1);
        }

        activation.ApplyWithDerivative(x, values, slopes);
        double total = 0, mean = 0, square = 0, slope = 0, squaredSlope = 0;
        for (int i = 0; i < Points; i++)
        {
            double weight = Exp.Of(-0.5 * x[i] * x[i]);
            total += weight;
            mean += weight * values[i];
            square += weight * values[i] * values[i];
            slope += weight * slopes[i];
            squaredSlope += weight * slopes[i] * slopes[i];
        }

        return new ActivationMoments(mean / total, square / total, slope / total, squaredSlope / total);
    }
}
