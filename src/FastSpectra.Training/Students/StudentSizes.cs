using System.Globalization;

namespace FastSpectra.Training;

/// <summary>Shape of a student: hidden layers W_1 [h, d] and W_2, ..., W_{L-1} [h, h], and a last layer [1, h].</summary>
/// <param name="Dimension">Inputs d.</param>
/// <param name="Width">Units h of every hidden layer.</param>
/// <param name="Layers">L: the hidden layers and the last one.</param>
public readonly record struct StudentSizes(int Dimension, int Width, int Layers = 2)
{
    /// <summary>L - 1.</summary>
    public int HiddenLayers => Layers - 1;

    /// <summary>Elements of all hidden layers.</summary>
    public long HiddenWeights => ((long)Width * Dimension) + ((HiddenLayers - 1) * (long)Width * Width);

    /// <summary>Columns of hidden layer <paramref name="index"/> (0 is W_1): d, then h.</summary>
    public int FanIn(int index) => index == 0 ? Dimension : Width;

    /// <summary>Name of hidden layer <paramref name="index"/> in files and messages: W, W2, W3, ...</summary>
    public static string LayerName(int index) => "W" + Suffix(index);

    /// <summary>Name of the last update of that layer: M, M2, M3, ...</summary>
    public static string UpdateName(int index) => "M" + Suffix(index);

    private static string Suffix(int index) => index == 0 ? "" : (index + 1).ToString(CultureInfo.InvariantCulture);
}
