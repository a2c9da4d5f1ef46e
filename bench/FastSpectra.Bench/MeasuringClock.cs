using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastSpectra.Bench;

/// <summary>The clock that fits the number of threads on a shared machine.</summary>
internal static partial class MeasuringClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>
    /// Seconds from an arbitrary start. One thread: its own processor time on Linux, which leaves out what neighbours took. Several
    /// threads, and other systems: the wall clock.
    /// </summary>
    public static double Seconds(int threads)
    {
        if (threads == 1 && OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out Timespec time) == 0)
        {
            return time.Seconds + (time.Nanoseconds * 1e-9);
        }

        return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
