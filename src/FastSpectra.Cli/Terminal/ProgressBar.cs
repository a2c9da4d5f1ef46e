using System.Diagnostics;
using System.Globalization;

namespace FastSpectra.Cli;

/// <summary>
/// One line on stderr that is drawn again and again: bar, count, rate, remaining time. It shows only on a terminal, and colour only
/// where the environment does not say NO_COLOR.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Cells = 20;
    private const int UsualWidth = 80;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    // Before this the rate is that of code being compiled.
    private const double SecondsBeforeRate = 0.5;

    private readonly bool _isShown;
    private readonly bool _hasColour;
    private readonly string _unit;
    private long _start;
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
            _start = Stopwatch.GetTimestamp();
        }

        if (!_isShown || (done < total && _isDrawn && Stopwatch.GetElapsedTime(_lastDrawn) < s_interval))
        {
            return;
        }

        _lastDrawn = Stopwatch.GetTimestamp();
        _isDrawn = true;
        string counts = Counts(done, total, done - _doneAtStart, Stopwatch.GetElapsedTime(_start).TotalSeconds);
        string rest = counts.Length + detail.Length + Cells + 3 < Width() ? counts + detail : counts;
        Console.Error.Write($"\r\u001b[K[{Bar(done, total)}]{rest}");
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

    private static int Width()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (Exception exception) when (exception is IOException or PlatformNotSupportedException)
        {
            return UsualWidth;
        }
    }

    private string Bar(long done, long total)
    {
        int filled = total == 0 ? Cells : (int)(Cells * done / total);
        string bar = new string('#', filled) + new string('.', Cells - filled);
        return _hasColour ? $"\u001b[36m{bar}\u001b[0m" : bar;
    }

    private string Counts(long done, long total, long doneHere, double seconds)
    {
        string counts = string.Create(CultureInfo.InvariantCulture, $" {done}/{total}");
        if (seconds < SecondsBeforeRate || doneHere == 0)
        {
            return counts;
        }

        double rate = doneHere / seconds;
        string shown = rate.ToString(rate >= 100 ? "F0" : "F1", CultureInfo.InvariantCulture);
        return $"{counts}  {shown} {_unit}/s  {Duration((total - done) / rate)} left";
    }

    private static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 359_999));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");
    }
}
