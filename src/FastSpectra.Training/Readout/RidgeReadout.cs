using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

// With F = Z / sqrt h: a_hat = (F^T F + (lambda / h) n I)^-1 F^T y, so c = a_hat / sqrt h solves (Z^T Z + lambda n I) c = Z^T y and
// F a_hat = Z c. Where n < h the same c is Z^T alpha with (Z Z^T + lambda n I) alpha = y, and the residuals on the samples
// are -lambda n alpha. min(n, h)^3 / 3 flops in double. Source: arXiv 2406.04657, second stage (ridge regression of the last layer).

/// <summary>The last layer fitted by ridge regression on probe samples, in double.</summary>
/// <typeparam name="T">float or double: the type of the features.</typeparam>
public sealed class RidgeReadout<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<double> _solution;
    private readonly Matrix<double> _coefficients;
    private readonly Workspace _workspace = new();

    /// <summary>Prepares for <paramref name="samples"/> samples of <paramref name="width"/> features.</summary>
    public RidgeReadout(int samples, int width)
    {
        _solution = new Matrix<double>(Math.Min(samples, width), 1);
        _coefficients = new Matrix<double>(width, 1);
    }

    /// <summary>c = a_hat / sqrt h, [h, 1]: predictions are Z c.</summary>
    public Matrix<double> Coefficients => _coefficients;

    /// <summary>
    /// Fits on the samples that <paramref name="gram"/> was computed from, whose features are <paramref name="z"/>. Overwrites
    /// <paramref name="gram"/>'s matrix with its factor.
    /// </summary>
    /// <returns>False if the system is not positive definite in double (for instance lambda = 0 and dependent features).</returns>
    public bool Fit(FeatureGram<T> gram, MatrixView<T> z, double lambda, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(team);
        double shift = lambda * gram.Samples;
        for (int i = 0; i < gram.Matrix.Rows; i++)
        {
            gram.Matrix[i, i] += shift;
        }

        if (!Cholesky.Factor(gram.Matrix.View, _workspace, team).IsPositiveDefinite)
        {
            return false;
        }

        Matrix<double> rightSide = gram.IsKernel ? gram.Labels : gram.Projection;
        Matrix<double> solution = gram.IsKernel ? _solution : _coefficients;
        solution.CopyFrom(rightSide);
        Cholesky.Solve(gram.Matrix.View, solution.View, team);
        if (gram.IsKernel)
        {
            gram.Combine(z, solution, _coefficients, team);
        }

        return true;
    }

    /// <summary>Mean squared error of Z c against <paramref name="y"/>, in double.</summary>
    public double Loss(FeatureGram<T> gram, MatrixView<T> z, ReadOnlySpan<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(gram);
        double[] predictions = new double[z.Rows];
        gram.Predict(z, _coefficients, predictions, team);
        for (int i = 0; i < predictions.Length; i++)
        {
            predictions[i] -= double.CreateTruncating(y[i]);
        }

        return SumOfSquares.Of<double>(predictions) / predictions.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _solution.Dispose();
        _coefficients.Dispose();
        _workspace.Dispose();
    }
}
