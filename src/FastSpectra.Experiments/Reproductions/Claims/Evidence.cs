namespace FastSpectra.Experiments;

/// <summary>The tables that studies wrote, as claims and figures see them.</summary>
public sealed class Evidence
{
    private readonly Dictionary<string, ResultTable> _tables;

    /// <summary>Tables by the names of their files below <c>data</c>: <c>STUDY/TABLE</c>.</summary>
    public Evidence(ReproductionScale scale, IReadOnlyDictionary<string, ResultTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        Scale = scale;
        _tables = new Dictionary<string, ResultTable>(tables, StringComparer.Ordinal);
    }

    /// <summary>The sizes that were run.</summary>
    public ReproductionScale Scale { get; }

    /// <summary>A table.</summary>
    /// <exception cref="KeyNotFoundException">No study wrote one of this name.</exception>
    public ResultTable this[string name] =>
        _tables.TryGetValue(name, out ResultTable? table) ? table : throw new KeyNotFoundException($"no study wrote the table {name}");

    /// <summary>Names of all tables.</summary>
    public IEnumerable<string> Names => _tables.Keys;

    /// <summary>The same with one table replaced.</summary>
    public Evidence With(string name, ResultTable table) => new(Scale, new Dictionary<string, ResultTable>(_tables, StringComparer.Ordinal) { [name] = table });
}
