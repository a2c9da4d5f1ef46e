// Invariant: docs/result-files.md has every column of metrics.csv in the file's order.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public class MetricColumnsTests
{
    [Fact]
    public void EveryColumnIsDocumentedInOrder()
    {
        // A row of the table may hold several columns.
        IEnumerable<string> documented = DocumentedTable.Read("result-files.md", "column").SelectMany(row => row[0].Split(", "));
        Assert.Equal(MetricColumns.Header.Split(','), documented);
    }
}
