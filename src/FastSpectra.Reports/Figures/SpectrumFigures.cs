using System.Globalization;
using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>Empirical spectral densities and singular values, first against last step and step by step.</summary>
internal static class SpectrumFigures
{
    internal const string Section = "Spectrum: initial against final";
    internal const string StepSection = "Spectrum step by step";
    private const int MostBins = 100;
    private const int MostMultiples = 12;

    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        long[] steps = run.SpectrumSteps;
        if (steps.Length == 0) yield break;
        double[] first = run.Spectra.Values("W", steps[0], "singular_values")!;
        double[]? last = steps.Length > 1 ? run.Spectra.Values("W", steps[^1], "singular_values") : null;
        MarchenkoPastur? law = Law(run, steps[0], first);
        yield return new RunFigure(Section, Density(steps, first, last, law, logarithmic: true));
        yield return new RunFigure(Section, Density(steps, first, last, law, logarithmic: false));
        yield return new RunFigure(Section, SingularValues(steps, first, last, law));
        if (steps.Length > 2) yield return new RunFigure(StepSection, Multiples(run, steps, law));
    }

    /// <summary>Squares of the singular values above zero: the eigenvalues of W^T W that a log axis can show.</summary>
    internal static double[] Eigenvalues(double[] singularValues)
    {
        double largest = singularValues.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        // Values at rounding level of the largest stand for exact zeros and would stretch the axis by decades.
        return [.. singularValues.Where(s => double.IsFinite(s) && s > 1e-12 * largest && s * s > 0 && double.IsFinite(s * s)).Select(s => s * s)];
    }

    /// <summary>
    /// The Marchenko-Pastur law of hidden layer <paramref name="layer"/> with the variance of its initial entries; null when W's shape is unknown or step 0 is not
    /// recorded. Layers above the first are square: as many rows as singular values.
    /// </summary>
    internal static MarchenkoPastur? Law(RunRecord run, long firstStep, double[] singularValues, string layer = "W")
    {
        (long H, long D)? known = layer == "W" ? run.Shape : (singularValues.Length, singularValues.Length);
        if (firstStep != 0 || known is not { H: >= 2 and <= int.MaxValue, D: >= 2 and <= int.MaxValue } shape) return null;
        double variance = singularValues.Sum(s => s * s) / ((double)shape.H * shape.D);
        return variance > 0 && double.IsFinite(variance) ? new MarchenkoPastur((int)shape.H, (int)shape.D, variance) : null;
    }

    internal static Histogram LogHistogram(double[] eigenvalues) => Histogram.Of(Array.ConvertAll(eigenvalues, DecimalLogarithm.Of), BinsFor(eigenvalues.Length));

    /// <summary>The reference code's 100 bins, fewer where they would hold less than four values on average.</summary>
    internal static int BinsFor(int count) => Math.Clamp(count / 4, 10, MostBins);

    internal static HistogramSeries Initial(Histogram histogram, RichText label, bool logarithmic) => new(histogram)
    { Label = label, Colour = Palette.Vermillion, FillOpacity = 0.18, Dash = LineDash.Dashed, Width = 1, EdgesAreLogarithms = logarithmic };

    internal static HistogramSeries Final(Histogram histogram, RichText label, bool logarithmic) => new(histogram)
    { Label = label, Colour = Palette.Blue, FillOpacity = 0.4, Width = 1.1, EdgesAreLogarithms = logarithmic };

    internal static LineSeries LawLine(MarchenkoPastur law, bool perDecade)
    {
        (double[] lambda, double[] density) = MarchenkoPasturCurve.Sample(law, 160, perDecade);
        return new LineSeries(lambda, density) { Label = "Marchenko–Pastur", Colour = Palette.Black, Width = 1.5, SetsOrdinateRange = false };
    }

    private static Figure Density(long[] steps, double[] first, double[]? last, MarchenkoPastur? law, bool logarithmic)
    {
        Axis x = new("eigenvalue λ of *W*^{T}*W*", logarithmic ? Scale.Log : Scale.Linear);
        Panel panel = new(x, new Axis(logarithmic ? "density of log_{10} λ" : "density of λ", Scale.Log));
        Histogram Make(double[] s) => logarithmic ? LogHistogram(Eigenvalues(s)) : Histogram.Of(Eigenvalues(s), BinsFor(s.Length));
        if (last is not null) panel.Add(Final(Make(last), StepLabel(steps[^1]), logarithmic));
        panel.Add(Initial(Make(first), StepLabel(steps[0]), logarithmic));
        if (law is not null) panel.Add(LawLine(law, logarithmic));
        string bins = string.Create(CultureInfo.InvariantCulture, $"{BinsFor(first.Length)} bins between the smallest and largest value of each step");
        RichText description = (logarithmic
                ? $"Empirical spectral density of *W*^{{T}}*W* (squared singular values of *W*, not normalised) in log_{{10}} λ, {bins}."
                : $"Empirical spectral density of *W*^{{T}}*W* on a linear axis, {bins}.")
            + (law is null ? "" : " The black curve is the Marchenko–Pastur law of the initial matrix with its measured entry variance.");
        return new Figure(logarithmic ? "esd_log10" : "esd_linear", logarithmic ? "Spectral density, logarithmic" : "Spectral density, linear", description).Add(panel);
    }

    private static Figure SingularValues(long[] steps, double[] first, double[]? last, MarchenkoPastur? law)
    {
        Axis Y() => new("singular value σ_{*i*}", Scale.For(first.Concat(last ?? []).Where(s => s > 0)));
        double[] index = [.. Enumerable.Range(1, Math.Max(first.Length, last?.Length ?? 0)).Select(i => (double)i)];
        Figure figure = new("singular_values", "Singular values by rank",
            "Singular values of *W* in descending order, by linear and by logarithmic rank."
            + (law is null ? "" : " The dotted line is the upper edge of the bulk of the initial law, √*h* + √*d* for entries of variance 1."))
        { Columns = 2, PanelWidth = 310, PanelHeight = 270 };
        foreach (Scale scale in (Scale[])[Scale.Linear, Scale.Log])
        {
            Panel panel = new(new Axis("rank *i*", scale) { Integers = true, Padding = 0.02 }, Y());
            if (last is not null) panel.Add(new LineSeries(index[..last.Length], last) { Label = StepLabel(steps[^1]), Width = 2 });
            panel.Add(new LineSeries(index[..first.Length], first) { Label = StepLabel(steps[0]), Colour = Palette.Vermillion, Dash = LineDash.Dashed, Width = 2 });
            if (law is not null) panel.Add(new ReferenceLine(Math.Sqrt(law.UpperEdge), horizontal: true) { Label = "√*h* + √*d*", Colour = Palette.Black, SetsRange = true });
            figure.Add(panel);
        }
        return figure;
    }

    private static Figure Multiples(RunRecord run, long[] steps, MarchenkoPastur? law)
    {
        long[] shown = Evenly(steps, MostMultiples);
        double[][] eigenvalues = [.. shown.Select(step => Eigenvalues(run.Spectra.Values("W", step, "singular_values")!))];
        Histogram[] histograms = [.. eigenvalues.Select(LogHistogram)];
        double low = eigenvalues.SelectMany(e => e).DefaultIfEmpty(1).Min(), high = eigenvalues.SelectMany(e => e).DefaultIfEmpty(1).Max();
        double bottom = histograms.Where(h => h.Total > 0).Select(HistogramSeries.SmallestDensity).DefaultIfEmpty(0.1).Min();
        double top = histograms.SelectMany(h => Enumerable.Range(0, h.Counts.Count).Select(h.Density)).DefaultIfEmpty(1).Max();
        Figure figure = new("esd_steps", "Spectral density at the probed steps",
            "Density of log_{10} λ of *W*^{T}*W* on common axes" + (shown.Length < steps.Length ? ", at steps spread evenly over the run." : ".")
            + (law is null ? "" : " Black: Marchenko–Pastur law of the initial matrix."))
        { Columns = shown.Length <= 4 ? 2 : 3, PanelWidth = 230, PanelHeight = 190 };
        for (int i = 0; i < shown.Length; i++)
        {
            Panel panel = new(new Axis("λ", Scale.Log) { Low = low / 1.5, High = high > low ? high * 1.5 : null }, new Axis("density", Scale.Log) { Low = bottom / 2, High = top > bottom ? top * 2 : null })
            { Title = StepLabel(shown[i]), ShowLegend = false };
            panel.Add(Final(histograms[i], StepLabel(shown[i]), logarithmic: true));
            if (law is not null) panel.Add(LawLine(law, perDecade: true));
            figure.Add(panel);
        }
        return figure;
    }

    internal static RichText StepLabel(long step) => step == 0 ? "initial (step 0)" : string.Create(CultureInfo.InvariantCulture, $"step {step}");

    /// <summary>At most <paramref name="most"/> of the values, the first and last among them, spread evenly.</summary>
    internal static long[] Evenly(long[] values, int most) => values.Length <= most ? values
        : [.. Enumerable.Range(0, most).Select(i => values[(int)((long)i * (values.Length - 1) / (most - 1))])];
}
