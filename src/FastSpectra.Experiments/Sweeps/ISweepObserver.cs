namespace FastSpectra.Experiments;

/// <summary>Told about the progress of a sweep, on the thread that runs it.</summary>
public interface ISweepObserver
{
    /// <summary>Optimiser steps were done: <paramref name="stepsDone"/> of <paramref name="totalSteps"/> over all runs of this shard.</summary>
    void Stepped(SweepRun run, long stepsDone, long totalSteps);

    /// <summary>A run has ended: <paramref name="runsDone"/> of <paramref name="totalRuns"/> of this shard are finished.</summary>
    void Finished(SweepRun run, RunStatus status, int runsDone, int totalRuns);
}
