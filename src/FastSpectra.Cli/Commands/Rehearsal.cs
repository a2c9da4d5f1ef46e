using System.Runtime.CompilerServices;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>
/// A tiny run in memory, on a thread of its own, while the command line and the configuration are read: the kernels are then compiled before
/// the run needs them, by a processor that would be idle. Results do not depend on it. Images compiled ahead of time need none.
/// </summary>
internal static class Rehearsal
{
    // Large enough for every blocked path that the main experiment takes, some milliseconds of arithmetic. Sizes leave the same remainders by 48,
    // the columns of a tile, as the papers' 2000, 200, 1000 and 1500, so that the same tiles are compiled and no others; and in two batches, because
    // the gradient of a full batch this small is computed in double.
    private static readonly ExperimentConfiguration s_run = new() { N = 352, BatchSize = 176, NTest = 152, D = 136, H = 300, NumEpochs = 1, ProbeFreqSteps = 1 };

    /// <summary>Starts it and returns at once.</summary>
    public static void Start()
    {
        if (RuntimeFeature.IsDynamicCodeCompiled && Environment.ProcessorCount > 1)
        {
            new Thread(Run) { IsBackground = true, Name = "FastSpectra rehearsal" }.Start();
        }
    }

    private static void Run()
    {
        try
        {
            ExperimentRun.Execute(s_run, new RunOptions { Threads = 1 });
        }
#pragma warning disable CA1031 // Whatever fails here fails again in the run itself, which says what it was.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
