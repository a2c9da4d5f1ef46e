using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("Beta", "beta", 0)]
    [InlineData("optimzer", "optimizer", 1)]
    public void DistanceCountsEdits(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Theory]
    [InlineData("learning_rat", "learning_rate")]
    [InlineData("X_trian", "X_train")]
    [InlineData("zzzzzzzz", null)]
    [InlineData("nn", "n")]
    [InlineData("a", null)]
    [InlineData("W0", null)]
    [InlineData("", null)]
    public void FindsWhatWasMeant(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["X_train", "y_train", "learning_rate", "n"]));
}
