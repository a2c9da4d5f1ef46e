namespace FastSpectra.Experiments;

/// <summary>
/// A configuration whose keys may hold lists: every combination of their values, each repeated <see cref="Repeat"/> times.
/// </summary>
public sealed class SweepConfiguration
{
    private readonly Dictionary<string, IReadOnlyList<ConfigurationScalar>> _values;

    internal SweepConfiguration(ExperimentConfiguration first, IReadOnlyList<(ConfigurationKey Key, IReadOnlyList<ConfigurationScalar> Values)> axes)
    {
        First = first;
        _values = axes.ToDictionary(axis => axis.Key.Name, axis => axis.Values);
        Axes = [.. axes.Select(axis => new SweepAxis(axis.Key.Name, [.. axis.Values.Select(value => ConfigurationWriter.ValueText(axis.Key, axis.Key.Read(first, value)))]))];
    }

    /// <summary>The first combination: every axis at its first value.</summary>
    public ExperimentConfiguration First { get; }

    /// <summary>The varied keys in canonical order; the last one varies fastest. Empty where the file has no list.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>Key <c>repeat</c>: how often each combination is run with new data.</summary>
    public int Repeat => First.Repeat;

    /// <summary>Key <c>varying_param</c>: which kind of the reference's sweeps this is, or null.</summary>
    public string? VaryingParam => First.VaryingParam;

    /// <summary>Number of combinations, without repeats.</summary>
    public long Combinations => Axes.Aggregate(1L, (count, axis) => checked(count * axis.Values.Count));

    /// <summary>The first combination with each value of a varied key in turn; null where the key is not varied.</summary>
    internal IEnumerable<ExperimentConfiguration>? Varied(ConfigurationKey key) =>
        _values.TryGetValue(key.Name, out IReadOnlyList<ConfigurationScalar>? values) ? values.Select(value => key.Read(First, value)) : null;

    /// <summary>The configuration of one combination.</summary>
    /// <param name="index">0 to <see cref="Combinations"/> - 1; the last axis varies fastest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such combination.</exception>
    public ExperimentConfiguration Combination(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Combinations);
        ExperimentConfiguration configuration = First;
        foreach (SweepAxis axis in Axes.Reverse())
        {
            IReadOnlyList<ConfigurationScalar> values = _values[axis.Key];
            configuration = ConfigurationKey.Find(axis.Key)!.Read(configuration, values[(int)(index % values.Count)]);
            index /= values.Count;
        }

        return configuration;
    }
}
