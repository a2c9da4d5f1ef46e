// Invariant: docs/configuration.md has one row per key, in the canonical order, and says of each whether it is required.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public class ConfigurationKeyTests
{
    [Fact]
    public void EveryKeyIsDocumentedInOrder()
    {
        List<string[]> rows = DocumentedTable.Read("configuration.md", "key");
        Assert.Equal(ConfigurationKey.All.Select(key => key.Name), rows.Select(row => row[0]));
        foreach ((ConfigurationKey key, string[] row) in ConfigurationKey.All.Zip(rows))
        {
            Assert.True(key.IsRequired == (row[2] == "required"), $"{key.Name}: {row[2]}");
        }
    }
}
