using System.Diagnostics;

namespace FastSpectra.Bench;

/// <summary>Two actions timed in turn.</summary>
/// <param name="Ours">Median seconds of ours, all calls of a pair together.</param>
/// <param name="Peer">Median seconds of the peer.</param>
/// <param name="Median">Median over the pairs of the peer's time over ours: above 1 ours is faster.</param>
/// <param name="Bests">The peer's best time over our best.</param>
internal sealed record PairedRatio(double Ours, double Peer, double Median, double Bests)
{
    private const double WarmUpSeconds = 0.3;

    // OpenBLAS' threads spin for 2^26 cycles after a call, on cores that the other side's threads want; with OPENBLAS_THREAD_TIMEOUT=20, which is
    // needed as well, for half a millisecond.
    private const int SpinMilliseconds = 40;

    /// <summary>Repeats pairs of <paramref name="calls"/> calls each for about so many seconds: at least 7 pairs, 3 below half a second.</summary>
    public static PairedRatio Measure(Action ours, Action peer, int calls, int threads, double seconds)
    {
        List<double> oursSeconds = [];
        List<double> peerSeconds = [];
        List<double> ratios = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < WarmUpSeconds)
        {
            // Not counted: the runtime compiles small methods again 0.1 s after the last new one was called.
            Repeat(ours, 1);
            Repeat(peer, 1);
        }

        watch.Restart();
        while (watch.Elapsed.TotalSeconds < seconds || ratios.Count < (seconds < 0.5 ? 3 : 7))
        {
            oursSeconds.Add(SecondsOf(ours, calls, threads));
            peerSeconds.Add(SecondsOf(peer, calls, threads));
            ratios.Add(peerSeconds[^1] / oursSeconds[^1]);
        }

        ratios.Sort();
        oursSeconds.Sort();
        peerSeconds.Sort();
        return new(oursSeconds[oursSeconds.Count / 2], peerSeconds[peerSeconds.Count / 2], ratios[ratios.Count / 2], peerSeconds[0] / oursSeconds[0]);
    }

    private static double SecondsOf(Action action, int calls, int threads)
    {
        if (threads > 1)
        {
            // The other side's threads fall asleep; this side's wake in a call that is not counted.
            Thread.Sleep(SpinMilliseconds);
            action();
        }

        double begin = MeasuringClock.Seconds(threads);
        Repeat(action, calls);
        return MeasuringClock.Seconds(threads) - begin;
    }

    private static void Repeat(Action action, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            action();
        }
    }
}
