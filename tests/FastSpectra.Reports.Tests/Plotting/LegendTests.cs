using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>A legend inside the frame covers no data; where no place is free it stands above the frame.</summary>
public sealed class LegendTests
{
    private static PlotFrame Frame => new(50, 10, 350, 230, Scale.Linear, (0, 1), Scale.Linear, (0, 1));

    [Fact]
    public void TakesAFreeCorner()
    {
        LineSeries line = new([0, 0.5, 1], [0, 0.2, 1]) { Label = "rising" };
        (double X, double Y)? place = Place(line);
        Assert.NotNull(place);
        // The line rises to the upper right corner, so the legend cannot be there.
        Assert.True(place.Value.X < 200, $"x = {place.Value.X}");
    }

    [Fact]
    public void StandsAboveWhereEverythingIsCovered()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => i / 399.0)];
        double[] y = [.. x.Select((_, i) => i % 2 == 0 ? 0.0 : 1.0)];
        LineSeries line = new(x, y) { Label = "noise" };
        Assert.Null(Place(line));
        Panel panel = new(new Axis("x"), new Axis("y"));
        panel.Add(line);
        (_, IReadOnlyList<PlotFrame> frames) = new Figure("above", "", "").Add(panel).Render();
        Assert.True(frames[0].Top > 20, $"top = {frames[0].Top}");
    }

    private static (double X, double Y)? Place(PlotElement element)
    {
        OccupancyGrid grid = new(Frame);
        element.Occupy(grid, Frame);
        return new Legend([element]).FreePlace(Frame, grid);
    }
}
