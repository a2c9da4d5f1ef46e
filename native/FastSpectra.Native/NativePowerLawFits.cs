using System.Runtime.InteropServices;
using FastSpectra.Spectra;

namespace FastSpectra.Native;

/// <summary><c>fastspectra_power_law_fits</c> of the C header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativePowerLawFits
{
    public readonly double AlphaHill;
    public readonly double AlphaKs;
    public readonly double KsDistance;
    public readonly long KsStart;

    public NativePowerLawFits(ReadOnlySpan<double> singularValues)
    {
        PowerLawTail tail = new(singularValues);
        PowerLawFit fit = tail.KolmogorovSmirnov();
        AlphaHill = tail.Hill().Alpha;
        (AlphaKs, KsDistance, KsStart) = (fit.Alpha, fit.Distance, fit.Start);
    }
}
