namespace FastSpectra.Reports;

/// <summary>The values of one element as the page's read-out shows them.</summary>
/// <param name="Name">Legend text without markup.</param>
/// <param name="Colour">Colour of its marker.</param>
/// <param name="X">Abscissae, ascending.</param>
/// <param name="Y">Ordinates; NaN where there is none.</param>
internal sealed record ReadOutSeries(string Name, string Colour, IReadOnlyList<double> X, IReadOnlyList<double> Y);
