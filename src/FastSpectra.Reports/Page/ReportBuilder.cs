using System.Runtime.ExceptionServices;
using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>
/// Draws the figures of a run and its report from the result files in its directory. What is written depends on those files alone: no time, path
/// or machine gets in, so equal results give equal bytes.
/// </summary>
public static class ReportBuilder
{
    /// <summary>Writes <c>plots/*.svg</c> and <c>report.html</c> into the directory of a run, a sweep or reproductions, each file in one step.</summary>
    /// <param name="directory">The <c>--out</c> directory of a run, a sweep or reproductions. Missing files, columns and tensors leave out their figures.</param>
    /// <returns>The files written, relative to the directory with forward slashes, in a fixed order.</returns>
    /// <exception cref="BadDataException">The directory holds no results, or a file in it cannot be read as what it should be.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Build(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (ReproductionRecord.TryRead(directory) is { } reproductions) return WriteReproductions(directory, reproductions);
        if (SweepRecord.TryRead(directory) is { } sweep) return WriteSweep(directory, sweep);
        using RunRecord run = RunRecord.Read(directory);
        return Write(directory, run, null);
    }

    /// <summary>The same for the first directory, with a comparison of both runs at the head of its report.</summary>
    /// <param name="directory">The run whose report is written.</param>
    /// <param name="other">The run it is compared with; nothing is written there.</param>
    /// <returns>The files written, relative to the first directory.</returns>
    /// <exception cref="BadDataException">A directory holds no results, or a file in it cannot be read as what it should be.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Build(string directory, string other)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(other);
        using RunRecord run = RunRecord.Read(directory);
        using RunRecord second = RunRecord.Read(other);
        return Write(directory, run, second);
    }

    private static List<string> Write(string directory, RunRecord run, RunRecord? second)
    {
        Directory.CreateDirectory(Path.Combine(directory, "plots"));
        Func<IEnumerable<RunFigure>>[] groups =
        [
            () => second is null ? [] : ComparisonFigures.Of(run, second), () => MetricFigures.Of(run), () => SpectrumFigures.Of(run), () => LayerFigures.Of(run), () => WeightFigures.Of(run),
            () => AlignmentFigures.Of(run), () => OverlapFigures.Of(run),
        ];
        // Groups share nothing but the mapped files, which are only read; their order in the report is the order above.
        List<(RunFigure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)>[] drawn = new List<(RunFigure, string, IReadOnlyList<PlotFrame>)>[groups.Length];
        try
        {
            Parallel.For(0, groups.Length, i => drawn[i] = Draw(directory, groups[i]()));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
        List<string> files = [];
        ReportPage page = new(run, second);
        foreach ((RunFigure figure, string svg, IReadOnlyList<PlotFrame> frames) in drawn.SelectMany(group => group))
        {
            files.Add($"plots/{figure.Figure.Name}.svg");
            page.Add(figure, svg, frames);
        }
        AtomicFile.WriteAllText(Path.Combine(directory, "report.html"), page.ToHtml());
        files.Add("report.html");
        return files;
    }

    private static List<string> WriteReproductions(string directory, ReproductionRecord record)
    {
        Directory.CreateDirectory(Path.Combine(directory, "plots"));
        Dictionary<string, (Figure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> drawn = new(StringComparer.Ordinal);
        foreach (JsonElement definition in record.Sections.SelectMany(section => section.GetProperty("figures").EnumerateArray()))
        {
            Figure figure = DefinedFigure.Of(definition, record);
            (string svg, IReadOnlyList<PlotFrame> frames) = figure.Render();
            AtomicFile.WriteAllText(Path.Combine(directory, "plots", figure.Name + ".svg"), svg);
            drawn.Add(figure.Name, (figure, svg, frames));
        }
        AtomicFile.WriteAllText(Path.Combine(directory, "report.html"), ReproductionPage.ToHtml(record, drawn));
        return [.. drawn.Keys.Select(name => $"plots/{name}.svg"), "report.html"];
    }

    private static List<string> WriteSweep(string directory, SweepRecord sweep)
    {
        Directory.CreateDirectory(Path.Combine(directory, "plots"));
        List<(RunFigure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> drawn = Draw(directory, SweepFigures.Of(sweep));
        AtomicFile.WriteAllText(Path.Combine(directory, "report.html"), SweepPage.ToHtml(sweep, drawn));
        return [.. drawn.Select(figure => $"plots/{figure.Figure.Figure.Name}.svg"), "report.html"];
    }

    private static List<(RunFigure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> Draw(string directory, IEnumerable<RunFigure> figures)
    {
        List<(RunFigure, string, IReadOnlyList<PlotFrame>)> drawn = [];
        foreach (RunFigure figure in figures)
        {
            (string svg, IReadOnlyList<PlotFrame> frames) = figure.Figure.Render();
            AtomicFile.WriteAllText(Path.Combine(directory, "plots", figure.Figure.Name + ".svg"), svg);
            drawn.Add((figure, svg, frames));
        }
        return drawn;
    }
}
