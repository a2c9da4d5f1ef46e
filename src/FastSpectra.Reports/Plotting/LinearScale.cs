namespace FastSpectra.Reports;

/// <summary>The identity scale.</summary>
internal sealed class LinearScale : Scale
{
    public override string Name => "linear";

    // Beyond this magnitude the difference of two coordinates could overflow.
    public override bool Contains(double value) => Math.Abs(value) <= 1e300;

    public override double Forward(double value) => value;

    public override double Inverse(double coordinate) => coordinate;
}
