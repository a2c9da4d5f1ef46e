namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The error of each float function in ulp: its exhaustively measured maximum, rounded up in the third digit.</summary>
internal static class SingleErrors
{
    public const double Exp = 1.03;
    public const double Log = 0.824;
    public const double Tanh = 1.25;
    public const double Softplus = 1.33;

    /// <summary>Functions computed in double and rounded once.</summary>
    public const double Rounded = 0.501;
}
