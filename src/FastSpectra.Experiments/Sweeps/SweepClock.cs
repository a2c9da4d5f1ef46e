using System.Diagnostics;
using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>Wall-clock seconds per phase, summed over the runs of a sweep.</summary>
internal sealed class SweepClock
{
    private readonly double[] _seconds = new double[Enum.GetValues<RunPhase>().Length];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Adds what a run spent.</summary>
    public void Add(PhaseClock run)
    {
        for (int phase = 0; phase < _seconds.Length; phase++)
        {
            _seconds[phase] += run[(RunPhase)phase];
        }
    }

    /// <summary>Writes the property <c>phases_seconds</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("phases_seconds");
        foreach (RunPhase phase in Enum.GetValues<RunPhase>())
        {
            writer.WriteNumber(phase.ToString().ToLowerInvariant(), Math.Round(_seconds[(int)phase], 6));
        }

        writer.WriteNumber("total", Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 6));
        writer.WriteEndObject();
    }
}
