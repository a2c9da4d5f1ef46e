namespace FastSpectra.Reports;

/// <summary>A coarse map of which parts of a frame hold ink.</summary>
internal sealed class OccupancyGrid(PlotFrame frame)
{
    private const double Cell = 4;

    private readonly int _columns = (int)Math.Ceiling(frame.Width / Cell) + 1;
    private readonly int _rows = (int)Math.Ceiling(frame.Height / Cell) + 1;
    private readonly bool[] _ink = new bool[((int)Math.Ceiling(frame.Width / Cell) + 1) * ((int)Math.Ceiling(frame.Height / Cell) + 1)];

    internal void Point(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return;
        int column = (int)Math.Floor((x - frame.Left) / Cell), row = (int)Math.Floor((y - frame.Top) / Cell);
        if (column >= 0 && column < _columns && row >= 0 && row < _rows) _ink[row * _columns + column] = true;
    }

    internal void Segment(double x0, double y0, double x1, double y1)
    {
        if (double.IsNaN(x0) || double.IsNaN(y0) || double.IsNaN(x1) || double.IsNaN(y1)) return;
        int pieces = (int)Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)) / Cell) + 1;
        for (int i = 0; i <= pieces; i++) Point(x0 + (x1 - x0) * i / pieces, y0 + (y1 - y0) * i / pieces);
    }

    internal void Rectangle(double x0, double y0, double x1, double y1)
    {
        for (double x = Math.Min(x0, x1); x <= Math.Max(x0, x1); x += Cell) Segment(x, y0, x, y1);
        Segment(x1, y0, x1, y1);
    }

    /// <summary>How many inked cells a rectangle touches.</summary>
    internal int Count(double left, double top, double width, double height)
    {
        int c0 = Math.Max(0, (int)Math.Floor((left - frame.Left) / Cell)), c1 = Math.Min(_columns - 1, (int)Math.Floor((left + width - frame.Left) / Cell));
        int r0 = Math.Max(0, (int)Math.Floor((top - frame.Top) / Cell)), r1 = Math.Min(_rows - 1, (int)Math.Floor((top + height - frame.Top) / Cell));
        int count = 0;
        for (int r = r0; r <= r1; r++)
            for (int c = c0; c <= c1; c++)
                if (_ink[r * _columns + c]) count++;
        return count;
    }
}
