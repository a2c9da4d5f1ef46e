using System.Diagnostics;
using System.Globalization;

namespace FastSpectra.Cli;

/// <summary>
/// One line on stderr that is drawn again and again: bar, count, rate, remaining time. It shows only on a terminal, and colour only
/// where the environment does not say NO_COLOR.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Cells = 30;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly bool _isShown;
    private readonly bool _hasColour;
    private readonly string _unit;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastDrawn;
    private long _doneAtStart = -1;
    private bool _isDrawn;

    public ProgressBar(string unit, bool quiet)
    {
        _unit = unit;
        string? terminal = Environment.GetEnvironmentVariable("TERM");
        _isShown = !quiet && !Console.IsErrorRedirected && terminal != "dumb";
        _hasColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }

    public void Update(long done, long total, string detail)
    {
        if (_doneAtStart < 0)
        {
            _doneAtStart = done;
        }

        if (!_isShown || (done < total && _isDrawn && Stopwatch.GetElapsedTime(_lastDrawn) < s_interval))
        {
            return;
        }

        _lastDrawn = Stopwatch.GetTimestamp();
        _isDrawn = true;
        string line = Line(done, total, done - _doneAtStart, Stopwatch.GetElapsedTime(_start).TotalSeconds, _unit, _hasColour) + detail;
        Console.Error.Write($"\r\u001b[K{line}");
    }

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (_isDrawn)
        {
            Console.Error.Write("\r\u001b[K");
            _isDrawn = false;
        }
    }

    private static string Line(long done, long total, long doneHere, double seconds, string unit, bool hasColour)
    {
        int filled = total == 0 ? Cells : (int)(Cells * done / total);
        string bar = new string('#', filled) + new string('.', Cells - filled);
        string shown = hasColour ? $"\u001b[36m{bar}\u001b[0m" : bar;
        double rate = seconds > 0 ? doneHere / seconds : 0;
        string rest = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {rate:G3} {unit}/s  {Duration((total - done) / rate)} left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"[{shown}] {done}/{total}{rest}");
    }

    private static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 359_999));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");
    }
}
