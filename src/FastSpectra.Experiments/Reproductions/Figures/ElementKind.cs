namespace FastSpectra.Experiments;

/// <summary>How a part of a figure is drawn.</summary>
public enum ElementKind
{
    /// <summary>Points joined by a line: column Y over column X. Rows of equal X are repeats: their mean, with a band of one standard deviation.</summary>
    Line,

    /// <summary>Column Y against column X, every row a point of its own.</summary>
    Points,

    /// <summary>Histogram of column X; of log10 where the abscissa is logarithmic.</summary>
    Histogram,

    /// <summary>Cells at columns X and Y coloured by column Value; cells reach half-way to their neighbours. Repeats are averaged.</summary>
    HeatMap,

    /// <summary>A straight line at <see cref="ElementDefinition.At"/>.</summary>
    Reference,
}
