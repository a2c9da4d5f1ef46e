namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The functions under test, by name, in both precisions, scalar and over spans.</summary>
internal static class ElementaryFunctions
{
    public delegate void Map<T>(ReadOnlySpan<T> x, Span<T> y);

    public static readonly string[] Names = ["Exp", "Expm1", "Log", "Log1p", "Tanh", "Softplus", "Sin", "Cos", "Erf"];

    public static Map<T> Apply<T>(string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => name switch
        {
            "Exp" => Exp.Apply,
            "Expm1" => Expm1.Apply,
            "Log" => Log.Apply,
            "Log1p" => Log1p.Apply,
            "Tanh" => Tanh.Apply,
            "Softplus" => Softplus.Apply,
            "Erf" => Erf.Apply,
            "Sin" => (x, y) => SinCos.Apply(x, y, new T[x.Length]),
            "Cos" => (x, y) => SinCos.Apply(x, new T[x.Length], y),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a function under test"),
        };

    public static Func<T, T> Of<T>(string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => name switch
        {
            "Exp" => Exp.Of,
            "Expm1" => Expm1.Of,
            "Log" => Log.Of,
            "Log1p" => Log1p.Of,
            "Tanh" => Tanh.Of,
            "Softplus" => Softplus.Of,
            "Erf" => Erf.Of,
            "Sin" => x => SinCos.Of(x).Sin,
            "Cos" => x => SinCos.Of(x).Cos,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a function under test"),
        };

    /// <summary>Values of all magnitudes and both signs, thresholds and special values; the same numbers everywhere.</summary>
    public static double[] Inputs(int random)
    {
        double[] edges =
        [
            0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, 1.1754943508222875e-38,
            1.401298464324817e-45, -1.401298464324817e-45, double.MaxValue, double.MinValue, float.MaxValue, 1, -1, 0.625, 10, 20, 88.72284, 88.7229, 709.78271289338397, 709.782712893384,
            -87.33655, -103.97208, -103.9721, -708.3964185322641, -745.1332191019411, -745.1332191019412, 0.5, -0.5, 6, 0.41, -0.29, 1048576, 1e300, 1e22, 1.5707963267948966, 3.141592653589793,
        ];
        List<double> inputs = [.. edges, .. edges.Where(double.IsFinite).SelectMany(x => new[] { Math.BitIncrement(x), Math.BitDecrement(x), -x })];
        double[] normals = new double[random];
        double[] exponents = new double[random];
        new RandomStream(5, "inputs").Normals(normals.AsSpan());
        new RandomStream(5, "exponents").Uniforms(exponents.AsSpan());
        for (int i = 0; i < random; i++)
        {
            inputs.Add(normals[i] * Math.ScaleB(1, (int)((exponents[i] * 40) - 30)));
        }

        return [.. inputs];
    }
}
