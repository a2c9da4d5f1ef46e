using System.Diagnostics;

namespace FastSpectra.Cli;

/// <summary>Times one call by repeating it: the median for what is reported, the fastest for a limit of the machine.</summary>
internal static class RepeatedCall
{
    private const int FewestRepeats = 3;

    /// <summary>Seconds of a call, median and least, from as many repeats as fit into <paramref name="budget"/> seconds and at least three, after one that is not counted.</summary>
    public static (double Median, double Least) Seconds(double budget, Action call)
    {
        call();
        List<double> times = [];
        for (double spent = 0; spent < budget || times.Count < FewestRepeats;)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            spent += times[^1];
        }

        times.Sort();
        return (times[times.Count / 2], times[0]);
    }
}
