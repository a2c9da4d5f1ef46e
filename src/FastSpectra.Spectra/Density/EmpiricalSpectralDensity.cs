using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// The eigenvalues lambda_i = s_i^2 of W^T W (not divided by a size) and their distribution, linear and in log10.
/// </summary>
public sealed class EmpiricalSpectralDensity
{
    private readonly double[] _eigenvalues;

    /// <summary>Squares and sorts singular values given in any order.</summary>
    public EmpiricalSpectralDensity(ReadOnlySpan<double> singularValues)
    {
        _eigenvalues = singularValues.ToArray();
        for (int i = 0; i < _eigenvalues.Length; i++)
        {
            _eigenvalues[i] *= _eigenvalues[i];
        }

        Array.Sort(_eigenvalues);
    }

    /// <summary>Eigenvalues, ascending.</summary>
    public ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>Histogram of the eigenvalues.</summary>
    public Histogram Linear(int bins = 100) => Histogram.Of(_eigenvalues, bins);

    /// <summary>Histogram of log10 of the positive eigenvalues.</summary>
    public Histogram Logarithmic(int bins = 100) => Histogram.Of(Log10Eigenvalues(), bins);

    /// <summary>log10 of the eigenvalues, ascending; those that are zero are left out.</summary>
    public double[] Log10Eigenvalues()
    {
        double[] logarithms = [.. _eigenvalues.Where(value => value > 0)];
        Log.Apply(logarithms, logarithms);
        const double perE = 0.43429448190325182765; // 1 / ln 10
        for (int i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] *= perE;
        }

        return logarithms;
    }

    /// <summary>Fraction of eigenvalues not above <paramref name="x"/>.</summary>
    public double Cumulative(double x)
    {
        int low = 0;
        int high = _eigenvalues.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_eigenvalues[middle] <= x)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return _eigenvalues.Length == 0 ? 0 : (double)low / _eigenvalues.Length;
    }
}
