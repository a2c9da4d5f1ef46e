using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Gaussian moments of an activation, g normal with mean 0, standard unless said: what the limit laws of its kernels depend on.</summary>
/// <param name="Mean">E sigma(g).</param>
/// <param name="Square">E sigma(g)^2.</param>
/// <param name="Slope">b = E sigma'(g).</param>
/// <param name="SquaredSlope">a = E sigma'(g)^2.</param>
public sealed record ActivationMoments(double Mean, double Square, double Slope, double SquaredSlope)
{
    // The trapezoidal rule converges geometrically for analytic functions that fall like the normal density; exp(-12^2 / 2) = 5e-32.
    private const int Points = 4801;
    private const double Range = 12;

    // On a half-line x = e^(t - e^-t) (Takahasi and Mori, 1974) makes it so again, whatever happens at 0: from x = 7e-27 to x = 13.
    private const int HalfPoints = 601;
    private const double First = -4;
    private const double Last = 2.64;

    /// <summary>Var sigma(g): what a kernel's bulk depends on where the mean is not 0, as that adds a matrix of rank one.</summary>
    public double Variance => Square - (Mean * Mean);

    /// <summary>Integrates in double, to 1e-13 for activations that are analytic, or are so on both sides of 0.</summary>
    /// <param name="activation">sigma.</param>
    /// <param name="variance">Of g: 1 in the first hidden layer, <see cref="Square"/> of the layer below in a deeper one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static ActivationMoments Of(Activation<double> activation, double variance = 1)
    {
        ArgumentNullException.ThrowIfNull(activation);
        (double[] x, double[] weights) = activation.IsSmooth ? Line() : HalfLines();
        double deviation = Math.Sqrt(variance);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= deviation;
        }

        double[] values = new double[x.Length];
        double[] slopes = new double[x.Length];
        activation.ApplyWithDerivative(x, values, slopes);
        double total = 0, mean = 0, square = 0, slope = 0, squaredSlope = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double weight = weights[i];
            total += weight;
            mean += weight * values[i];
            square += weight * values[i] * values[i];
            slope += weight * slopes[i];
            squaredSlope += weight * slopes[i] * slopes[i];
        }

        return new ActivationMoments(mean / total, square / total, slope / total, squaredSlope / total);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static (double[] X, double[] Weights) Line()
    {
        double[] x = new double[Points];
        double[] weights = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            x[i] = Range * ((2.0 * i / (Points - 1)) - 1);
            weights[i] = Exp.Of(-0.5 * x[i] * x[i]);
        }

        return (x, weights);
    }

    private static (double[] X, double[] Weights) HalfLines()
    {
        double[] x = new double[2 * HalfPoints];
        double[] weights = new double[2 * HalfPoints];
        for (int i = 0; i < HalfPoints; i++)
        {
            double t = First + ((Last - First) * i / (HalfPoints - 1));
            double inner = Exp.Of(-t);
            x[i] = Exp.Of(t - inner);
            weights[i] = x[i] * (1 + inner) * Exp.Of(-0.5 * x[i] * x[i]);
            (x[HalfPoints + i], weights[HalfPoints + i]) = (-x[i], weights[i]);
        }

        return (x, weights);
    }
}
