namespace FastSpectra.Reports;

/// <summary>The decimal logarithm of positive, normal values.</summary>
internal sealed class LogScale : Scale
{
    public override string Name => "log";

    public override bool Contains(double value) => value is >= 1e-300 and <= 1e300;

    public override double Forward(double value) => DecimalLogarithm.Of(value);

    public override double Inverse(double coordinate) => DecimalLogarithm.Power(coordinate);
}
