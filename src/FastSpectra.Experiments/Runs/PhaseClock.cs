using System.Diagnostics;

namespace FastSpectra.Experiments;

/// <summary>Wall-clock seconds per phase of a run. One phase at a time; allocates nothing.</summary>
public sealed class PhaseClock
{
    private static readonly int s_phases = Enum.GetValues<RunPhase>().Length;
    private readonly long[] _ticks = new long[s_phases];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Seconds since the clock was created.</summary>
    public double Total => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Seconds spent in <paramref name="phase"/>.</summary>
    public double this[RunPhase phase] => TimeSpan.FromTicks(_ticks[(int)phase]).TotalSeconds;

    /// <summary>Counts the time until disposal as time in <paramref name="phase"/>.</summary>
    public Scope Measure(RunPhase phase) => new(this, phase);

    /// <summary>The end of a measurement.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly PhaseClock _clock;
        private readonly RunPhase _phase;
        private readonly long _begin;

        internal Scope(PhaseClock clock, RunPhase phase)
        {
            _clock = clock;
            _phase = phase;
            _begin = Stopwatch.GetTimestamp();
        }

        /// <inheritdoc/>
        public void Dispose() => _clock._ticks[(int)_phase] += Stopwatch.GetElapsedTime(_begin).Ticks;
    }
}
