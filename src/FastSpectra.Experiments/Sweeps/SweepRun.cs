namespace FastSpectra.Experiments;

/// <summary>One run of a sweep.</summary>
public sealed record SweepRun
{
    /// <summary>Its place in <c>results.csv</c>: combination after combination, the repeats of each in turn.</summary>
    public required int Index { get; init; }

    /// <summary>Which combination of the varied keys' values.</summary>
    public required int Combination { get; init; }

    /// <summary>Which repeat of it, from 0.</summary>
    public required int Repeat { get; init; }

    /// <summary>What it runs.</summary>
    public required ExperimentConfiguration Configuration { get; init; }

    /// <summary>Which of the seed's draws it uses; runs with equal sizes, noise and draw share their inputs.</summary>
    public required InputDraw Draw { get; init; }

    /// <summary>A name that tells it from the others, fit for a file: <c>optimizer=adam_lr=0.1_repeat=2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The steps at which it is probed unless it diverges: 0, then every <c>probe_freq_steps</c>.</summary>
    public IEnumerable<long> ProbedSteps
    {
        get
        {
            for (long step = 0; step <= Configuration.TotalSteps; step += Configuration.ProbeFreqSteps)
            {
                yield return step;
            }
        }
    }
}
