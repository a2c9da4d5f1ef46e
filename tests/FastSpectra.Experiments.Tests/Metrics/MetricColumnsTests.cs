// Invariant: docs/result-files.md has every column of metrics.csv in the file's order, and those of deeper layers.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public class MetricColumnsTests
{
    [Fact]
    public void EveryColumnIsDocumentedInOrder()
    {
        // A row of the table may hold several columns.
        IEnumerable<string> documented = DocumentedTable.Read("result-files.md", "column").SelectMany(row => row[0].Split(", "));
        Assert.Equal(MetricColumns.Header(2).Split(','), documented);
    }

    [Fact]
    public void EveryColumnOfDeeperLayersIsDocumentedInOrder()
    {
        string[] documented = [.. DocumentedTable.Read("result-files.md", "column of W_l").SelectMany(row => row[0].Split(", "))];
        string[] names = [.. MetricColumns.Names(4).Skip(MetricColumns.Count)];
        Assert.Equal([.. documented.Select(name => name.Replace("{l}", "2")), .. documented.Select(name => name.Replace("{l}", "3"))], names);
        Assert.Equal(MetricColumns.OfLayers.Select(metric => MetricColumns.LayerColumn(metric, 3)), names[(names.Length / 2)..]);
        Assert.Equal("spectral_norm", MetricColumns.LayerColumn(Metric.SpectralNorm, 1));
        Assert.Throws<ArgumentException>(() => MetricColumns.LayerColumn(Metric.TestLoss, 2));
    }

    [Fact]
    public void EveryColumnOfDirectionsIsDocumentedInOrder()
    {
        string[] documented = [.. DocumentedTable.Read("result-files.md", "column of directions").Select(row => row[0])];
        Assert.Equal([documented[0], .. Enumerable.Range(1, 3).Select(k => documented[1].Replace("{k}", $"{k}"))], MetricColumns.Names(3, 3).Skip(MetricColumns.Names(3).Count));
        Assert.Equal(MetricColumns.Names(3), MetricColumns.Names(3, 1));
    }
}
