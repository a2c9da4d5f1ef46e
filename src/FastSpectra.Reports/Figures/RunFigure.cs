namespace FastSpectra.Reports;

/// <summary>A figure of a run and the section of the report in which it stands.</summary>
/// <param name="Section">Heading of the section.</param>
/// <param name="Figure">The drawing.</param>
/// <param name="Step">Its step when it is one of a sequence of which the page shows one at a time.</param>
internal sealed record RunFigure(string Section, Figure Figure, long? Step = null);
