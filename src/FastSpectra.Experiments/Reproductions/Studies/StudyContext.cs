using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>What a study gets to work with.</summary>
public sealed class StudyContext
{
    private readonly string? _parts;
    private readonly Action<string> _partDone;
    private readonly Dictionary<string, ResultTable> _tables = new(StringComparer.Ordinal);

    internal StudyContext(ReproductionScale scale, ulong seed, ThreadTeam team, Laboratory laboratory, string? parts, Action<string> partDone, CancellationToken cancellation)
    {
        Scale = scale;
        Seed = seed;
        Team = team;
        Laboratory = laboratory;
        _parts = parts;
        _partDone = partDone;
        Cancellation = cancellation;
    }

    /// <summary>The sizes to run.</summary>
    public ReproductionScale Scale { get; }

    /// <summary>Whether the sizes are the quick ones.</summary>
    public bool IsQuick => Scale == ReproductionScale.Quick;

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; }

    /// <summary>The threads to use.</summary>
    public ThreadTeam Team { get; }

    /// <summary>The program under test.</summary>
    public Laboratory Laboratory { get; }

    /// <summary>Asks to stop after the current part.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The tables added so far.</summary>
    public IReadOnlyDictionary<string, ResultTable> Tables => _tables;

    /// <summary>Computes a piece of a table, or reads what an earlier, stopped call computed.</summary>
    /// <param name="key">Its name: letters, digits, <c>- _ . =</c>.</param>
    /// <param name="compute">Computes it.</param>
    /// <exception cref="OperationCanceledException">The study was asked to stop.</exception>
    public ResultTable Part(string key, Func<ResultTable> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        Cancellation.ThrowIfCancellationRequested();
        string? path = _parts is null ? null : Path.Combine(_parts, key + ".csv");
        ResultTable table;
        if (path is not null && File.Exists(path))
        {
            table = ResultTable.Read(path);
        }
        else
        {
            table = compute();
            if (path is not null)
            {
                Directory.CreateDirectory(_parts!);
                table.Write(path);
            }
        }

        _partDone(key);
        return table;
    }

    /// <summary>Two pieces that one computation makes: it runs once where either has to be computed, and not at all where both were.</summary>
    internal (ResultTable First, ResultTable Second) Parts(string firstKey, string secondKey, Func<(ResultTable First, ResultTable Second)> compute)
    {
        Lazy<(ResultTable First, ResultTable Second)> made = new(compute, isThreadSafe: false);
        return (Part(firstKey, () => made.Value.First), Part(secondKey, () => made.Value.Second));
    }

    /// <summary>Hands over a finished table.</summary>
    public void Add(string name, ResultTable table) => _tables.Add(name, table);
}
