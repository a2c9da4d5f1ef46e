using System.Globalization;

namespace FastSpectra.Testing;

/// <summary>The largest error of a sweep in units of the float's last place, where it occurs, and the kinds of the values.</summary>
public readonly record struct SweepResult(double Ulps, float At, long NaNs, long Infinities, long Zeros, long Subnormals)
{
    /// <summary>The larger error of two sweeps and the sums of their counts.</summary>
    public static SweepResult Combine(SweepResult a, SweepResult b)
    {
        // Of equal errors the smaller representation, so that the argument does not depend on the split.
        bool second = b.Ulps > a.Ulps
            || (b.Ulps == a.Ulps && BitConverter.SingleToUInt32Bits(b.At) < BitConverter.SingleToUInt32Bits(a.At));
        SweepResult worst = second ? b : a;
        return new(worst.Ulps, worst.At, a.NaNs + b.NaNs, a.Infinities + b.Infinities, a.Zeros + b.Zeros, a.Subnormals + b.Subnormals);
    }

    /// <summary>A line for the test's message.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Ulps:F7} ulp at {At:R} (0x{BitConverter.SingleToUInt32Bits(At):X8}); {NaNs} NaN, {Infinities} infinite, {Zeros} zero, {Subnormals} subnormal");
}
