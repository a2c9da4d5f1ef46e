namespace FastSpectra.Testing;

/// <summary>Every tolerance of the test suites, each a multiple of the unit in the last place with its reason.</summary>
public static class Tolerances
{
    /// <summary>2^-52 for double, 2^-23 for float: the "ulp" of LAPACK's test ratios.</summary>
    public static double Ulp<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? 1.1920928955078125e-07 : 2.2204460492503131e-16;

    /// <summary>SVD ratios r1, r2, r3 (in max(m, n) ulp): typical good values are 0.05 to 1, so 3 catches a regression that LAPACK's 50 never would.</summary>
    public const double SvdSoft = 3;

    /// <summary>SVD ratios that no input may exceed.</summary>
    public const double SvdHard = 10;

    /// <summary>r5, values without vectors against values with vectors, in min(m, n) ulp of the largest value.</summary>
    public const double SvdValues = 2;

    /// <summary>Known singular values, in max(m, n) ulp of the largest value.</summary>
    public const double SvdKnownValues = 1;
}
