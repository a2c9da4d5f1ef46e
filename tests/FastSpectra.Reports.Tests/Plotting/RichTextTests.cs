using Xunit;

namespace FastSpectra.Reports.Tests;

public sealed class RichTextTests
{
    [Fact]
    public void MarkupBecomesElements()
    {
        RichText text = "*W*^{T}*W*, σ_{1} \\*";
        Assert.Equal("WTW, σ1 *", text.Text);
        Assert.Equal("<i>W</i><sup>T</sup><i>W</i>, σ<sub>1</sub> *", text.ToHtml());
    }

    [Fact]
    public void ShiftsReturnToTheBaseline()
    {
        SvgWriter svg = new();
        ((RichText)"a_{1}^{2}b").Draw(svg, 0, 0, 10);
        double total = System.Xml.Linq.XElement.Parse(svg.ToString()).Elements().Sum(e => (double?)e.Attribute("dy") ?? 0);
        Assert.Equal(0, total, 9);
    }

    [Fact]
    public void PlainTextHasNoMarkup() => Assert.Equal("*a*_{1}", RichText.Plain("*a*_{1}").Text);

    [Fact]
    public void SmallTextIsNarrower() => Assert.True(((RichText)"a^{2}").Width(10) < ((RichText)"a2").Width(10));
}
