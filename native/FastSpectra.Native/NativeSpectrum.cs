using System.Runtime.InteropServices;
using FastSpectra.Spectra;

namespace FastSpectra.Native;

/// <summary><c>fastspectra_spectrum</c> of the C header; the formulas are those of <c>metrics.csv</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeSpectrum
{
    // As the probes of a run have it: above the Marchenko-Pastur edge by the fluctuations of a finite matrix.
    private const double EdgeMargin = 1.01;

    private readonly double _spectralNorm;
    private readonly double _frobeniusNorm;
    private readonly double _stableRank;
    private readonly double _secondSingularValue;
    private readonly double _alphaHill;
    private readonly double _alphaKs;
    private readonly double _ksDistance;
    private readonly double _marchenkoPasturDistance;
    private readonly long _ksStart;
    private readonly long _valuesAboveEdge;

    public NativeSpectrum(ReadOnlySpan<double> values, ReadOnlySpan<double> eigenvalues, int rows, int columns, double frobeniusNorm)
    {
        _frobeniusNorm = frobeniusNorm;
        _spectralNorm = values.Length > 0 ? values[0] : 0;
        _stableRank = frobeniusNorm / _spectralNorm * (frobeniusNorm / _spectralNorm);
        _secondSingularValue = values.Length > 1 ? values[1] : double.NaN;
        NativePowerLawFits fits = new(values);
        (_alphaHill, _alphaKs, _ksDistance, _ksStart) = (fits.AlphaHill, fits.AlphaKs, fits.KsDistance, fits.KsStart);
        _marchenkoPasturDistance = double.NaN;
        if (values.Length > 0)
        {
            MarchenkoPastur law = new(rows, columns);
            _marchenkoPasturDistance = law.Distance(eigenvalues);
            double threshold = EdgeMargin * Math.Sqrt(law.UpperEdge);
            foreach (double value in values)
            {
                _valuesAboveEdge += value > threshold ? 1 : 0;
            }
        }
    }
}
