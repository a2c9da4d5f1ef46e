using Xunit;

namespace FastSpectra.Checkpoints.Tests;

/// <summary>Only what stands between the marks changes.</summary>
public sealed class MarkedBlockTests
{
    [Theory]
    [InlineData("a<b>old</b>z", "a<b>new</b>z")]
    [InlineData("<b></b>", "<b>new</b>")]
    [InlineData("a<b>old</b>z<b>other</b>", "a<b>new</b>z<b>other</b>")]
    public void TheBlockIsReplaced(string document, string expected) => Assert.Equal(expected, MarkedBlock.Replace("d.md", document, "<b>", "</b>", "new"));

    [Theory]
    [InlineData("")]
    [InlineData("<b>old")]
    [InlineData("old</b>")]
    [InlineData("</b>old<b>")]
    public void ADocumentWithoutThePlaceIsNamed(string document)
    {
        BadDataException exception = Assert.Throws<BadDataException>(() => MarkedBlock.Replace("d.md", document, "<b>", "</b>", "new"));
        Assert.StartsWith("d.md: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'<b>' and '</b>'", exception.Message, StringComparison.Ordinal);
    }
}
