using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>Shows the progress of a sweep as a bar over the steps of all its runs; runs that diverge are told at once.</summary>
internal sealed class SweepProgress(CommandContext context) : ISweepObserver, IDisposable
{
    private readonly ProgressBar _bar = new("steps", context.Quiet);

    public void Stepped(SweepRun run, long stepsDone, long totalSteps) => _bar.Update(stepsDone, totalSteps, "  " + run.Name);

    public void Finished(SweepRun run, RunStatus status, int runsDone, int totalRuns)
    {
        if (status == RunStatus.Diverged)
        {
            _bar.Dispose();
            context.Note($"note: {run.Name} diverged ({runsDone} of {totalRuns} runs done)");
        }
    }

    public void Dispose() => _bar.Dispose();
}
