using System.Numerics;

namespace FastSpectra.Checkpoints;

/// <summary>
/// Samples as a file holds them: numbers and a label for each, not yet selected or scaled. Pixels stay bytes until they are copied, so that
/// MNIST takes 47 MB here and not 376.
/// </summary>
public sealed class SampleSet
{
    private readonly byte[]? _bytes;
    private readonly double[]? _numbers;
    private readonly double[] _labels;

    internal SampleSet(string file, byte[] features, int dimension, double[] labels)
        : this(file, dimension, labels) => _bytes = features;

    internal SampleSet(string file, double[] features, int dimension, double[] labels)
        : this(file, dimension, labels) => _numbers = features;

    private SampleSet(string file, int dimension, double[] labels)
    {
        File = file;
        Dimension = dimension;
        _labels = labels;
    }

    /// <summary>Where the features come from, for messages.</summary>
    public string File { get; }

    /// <summary>Number of samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Numbers per sample: d.</summary>
    public int Dimension { get; }

    /// <summary>The label of every sample.</summary>
    public ReadOnlySpan<double> Labels => _labels;

    /// <summary>Copies the numbers of one sample, as they are in the file.</summary>
    /// <exception cref="ArgumentException">The destination has not <see cref="Dimension"/> elements.</exception>
    public void CopyFeatures<T>(int sample, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        if (destination.Length != Dimension)
        {
            throw new ArgumentException($"destination has {destination.Length} elements, a sample {Dimension}", nameof(destination));
        }

        long begin = (long)sample * Dimension;
        for (int j = 0; j < destination.Length; j++)
        {
            destination[j] = _bytes is not null ? T.CreateTruncating(_bytes[begin + j]) : T.CreateTruncating(_numbers![begin + j]);
        }
    }
}
