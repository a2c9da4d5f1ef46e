namespace FastSpectra.Spectra;

/// <summary>x + iy with the exactly defined operations only: no transcendental function, the same bits everywhere.</summary>
internal readonly record struct ComplexValue(double Re, double Im)
{
    public ComplexValue Conjugate => new(Re, -Im);

    public double SquaredModulus => (Re * Re) + (Im * Im);

    public double Modulus => Math.Sqrt(SquaredModulus);

    public static implicit operator ComplexValue(double x) => new(x, 0);

    public static ComplexValue operator +(ComplexValue a, ComplexValue b) => new(a.Re + b.Re, a.Im + b.Im);

    public static ComplexValue operator -(ComplexValue a, ComplexValue b) => new(a.Re - b.Re, a.Im - b.Im);

    public static ComplexValue operator -(ComplexValue a) => new(-a.Re, -a.Im);

    public static ComplexValue operator *(ComplexValue a, ComplexValue b) => new((a.Re * b.Re) - (a.Im * b.Im), (a.Re * b.Im) + (a.Im * b.Re));

    public static ComplexValue operator /(ComplexValue a, ComplexValue b)
    {
        double square = b.SquaredModulus;
        return new(((a.Re * b.Re) + (a.Im * b.Im)) / square, ((a.Im * b.Re) - (a.Re * b.Im)) / square);
    }

    /// <summary>The root with a real part of at least 0.</summary>
    public static ComplexValue Sqrt(ComplexValue z)
    {
        double modulus = z.Modulus;
        if (modulus == 0)
        {
            return default;
        }

        // The larger of the two parts first, so that nothing cancels.
        double large = Math.Sqrt((modulus + Math.Abs(z.Re)) / 2);
        double small = z.Im / (2 * large);
        return z.Re >= 0 ? new(large, small) : new(Math.Abs(small), z.Im < 0 ? -large : large);
    }
}
