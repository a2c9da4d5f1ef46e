namespace FastSpectra.Reports;

/// <summary>The ticks of one axis, ascending, and the power of ten taken out of their labels.</summary>
/// <param name="Ticks">Major and minor ticks inside the range.</param>
/// <param name="Exponent">Labels show value / 10^Exponent; 0 when they show the value itself.</param>
public sealed record TickSet(IReadOnlyList<Tick> Ticks, int Exponent);
