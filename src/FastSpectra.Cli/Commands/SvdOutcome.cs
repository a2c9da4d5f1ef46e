namespace FastSpectra.Cli;

/// <summary>What <c>svd</c> prints.</summary>
/// <param name="Rows">m.</param>
/// <param name="Columns">n.</param>
/// <param name="IsSingle">True where values are float.</param>
/// <param name="Method">How the values were computed.</param>
/// <param name="Values">Descending; a float is kept exactly.</param>
/// <param name="Seconds">Best compute time of the repeats.</param>
/// <param name="Verified">True only where a check of the result was made and held.</param>
/// <param name="Verification">The check, in words.</param>
internal sealed record SvdOutcome(int Rows, int Columns, bool IsSingle, string Method, double[] Values, double Seconds, bool Verified, string Verification);
