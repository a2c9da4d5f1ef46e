// A path through the OKLab space (Ottosson 2020): lightness rises linearly from dark blue to light yellow, so equal steps of the value are
// equal steps of perceived lightness, in grey and under colour-vision deficiencies too; hue turns at a constant rate; chroma stays inside sRGB.
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Reports;

/// <summary>A perceptually uniform map from [0, 1] to colours, dark blue over green to light yellow.</summary>
public static class ColourMap
{
    /// <summary>Number of levels in <see cref="Palette"/>.</summary>
    public const int Levels = 256;

    private static readonly byte[] s_palette = Build();

    /// <summary>The levels as consecutive red, green, blue bytes.</summary>
    public static ReadOnlySpan<byte> Palette => s_palette;

    /// <summary>The nearest level of a value; outside [0, 1] the end's.</summary>
    /// <param name="value">Position on the map; NaN gives level 0.</param>
    public static int Level(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(Math.Floor(value * Levels), 0, Levels - 1);

    /// <summary>The colour of a value, as <c>#rrggbb</c>.</summary>
    /// <param name="value">Position on the map.</param>
    public static string Hex(double value) => "#" + Convert.ToHexString(s_palette, 3 * Level(value), 3);

    private static byte[] Build()
    {
        // Cosine and sine of the step of 180/255 degrees, and of the first hue, 285 degrees.
        const double StepCosine = 0.9999241101148306, StepSine = 0.012319659535238444;
        double cosine = 0.2588190451025203, sine = -0.9659258262890684;
        byte[] palette = new byte[3 * Levels];
        for (int i = 0; i < Levels; i++)
        {
            double t = i / (Levels - 1.0), u = t - 0.35;
            double lightness = 0.24 + 0.70 * t;
            double chroma = 0.085 + (u < 0 ? 0.45 : 0.23) * u * u;
            double a = chroma * cosine, b = chroma * sine;
            (cosine, sine) = (cosine * StepCosine + sine * StepSine, sine * StepCosine - cosine * StepSine);
            double l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
            double m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
            double s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
            palette[3 * i] = Encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
            palette[3 * i + 1] = Encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
            palette[3 * i + 2] = Encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        }
        return palette;
    }

    private static double Cube(double x) => x * x * x;

    /// <summary>Linear light to an sRGB byte.</summary>
    private static byte Encode(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        double encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Exp.Of(Log.Of(linear) / 2.4) - 0.055;
        return (byte)Math.Floor(255 * encoded + 0.5);
    }
}
