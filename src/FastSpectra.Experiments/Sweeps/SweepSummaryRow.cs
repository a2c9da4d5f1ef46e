namespace FastSpectra.Experiments;

/// <summary>All repeats of one combination at one step: one row of <c>summary.csv</c>.</summary>
public sealed class SweepSummaryRow
{
    private readonly SweepStatistic[] _statistics;

    internal SweepSummaryRow(IReadOnlyList<string> values, long step, int count, int diverged, SweepStatistic[] statistics)
    {
        Values = values;
        Step = step;
        Count = count;
        Diverged = diverged;
        _statistics = statistics;
    }

    /// <summary>The varied keys' values, in the order of the axes.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; }

    /// <summary>Repeats that reached the step.</summary>
    public int Count { get; }

    /// <summary>Repeats that had diverged by then.</summary>
    public int Diverged { get; }

    /// <summary>Every metric over the repeats that reached the step, in the order of <see cref="SweepSummary.Columns"/>.</summary>
    public IReadOnlyList<SweepStatistic> Statistics => _statistics;

    /// <summary>A metric over the repeats that reached the step.</summary>
    public SweepStatistic this[Metric metric] => _statistics[(int)metric];
}
