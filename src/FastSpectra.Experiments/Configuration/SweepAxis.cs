namespace FastSpectra.Experiments;

/// <summary>A key that takes several values in a sweep.</summary>
/// <param name="Key">Name in the configuration, such as <c>lr</c> or <c>lr_scheduler_kwargs.gamma</c>.</param>
/// <param name="Values">The values in canonical text, in the order of the file.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<string> Values)
{
    /// <summary>Heading in <c>results.csv</c>: the key, without the mapping it is in (<c>gamma</c>).</summary>
    public string ColumnName => Key[(Key.IndexOf('.') + 1)..];
}
