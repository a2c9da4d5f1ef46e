using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Does the missing runs of a shard one after the other, those that share inputs from one set of them.</summary>
internal sealed class SweepExecution : IDisposable
{
    private readonly SweepOptions _options;
    private readonly SweepDirectory? _directory;
    private readonly ThreadTeam _team;
    private readonly SweepClock _clock;
    private readonly IReadOnlyList<ProbeRecord>?[] _records;
    private readonly IReadOnlyList<SweepRun> _runs;
    private readonly long _totalSteps;
    private long _stepsBefore;
    private SweepRun? _inputsOf;
    private IDisposable? _inputs;
    private IDisposable? _start;

    public SweepExecution(SweepPlan plan, SweepOptions options, SweepDirectory? directory, ThreadTeam team, SweepClock clock, IReadOnlyList<ProbeRecord>?[] records)
    {
        _options = options;
        _directory = directory;
        _team = team;
        _clock = clock;
        _records = records;
        _runs = plan.Shard(options.Shard);
        _totalSteps = _runs.Sum(run => run.Configuration.TotalSteps);
    }

    /// <summary>Fills in the records of the shard's runs; false if it was asked to stop before all were done.</summary>
    public bool Run()
    {
        int done = 0;
        foreach (SweepRun run in _runs)
        {
            if (_records[run.Index] is null)
            {
                if (_options.Cancellation.IsCancellationRequested)
                {
                    return false;
                }

                RunStatus status = run.Configuration.Dtype == NumberType.Float64 ? Execute<double>(run) : Execute<float>(run);
                if (status == RunStatus.Interrupted)
                {
                    return false;
                }

                _options.Observer?.Finished(run, status, ++done, _runs.Count);
            }
            else
            {
                done++;
            }

            _stepsBefore += run.Configuration.TotalSteps;
        }

        return true;
    }

    public void Dispose()
    {
        _inputs?.Dispose();
        _start?.Dispose();
    }

    private RunStatus Execute<T>(SweepRun run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExperimentInputs<T> inputs = Inputs<T>(run);

        // What an interrupted call left of this run is continued; anything else was removed before.
        RunResult result = ExperimentRun.Execute(
            run.Configuration with { Lightweight = !_options.KeepWeights },
            inputs,
            new RunOptions
            {
                OutputDirectory = _options.KeepWeights ? _directory?.Kept(run) : _directory?.StateOf(run),
                Draw = run.Draw,
                Resume = true,
                Observer = new StepObserver(this, run),
                Cancellation = _options.Cancellation,
            },
            _team,
            (SharedStart<T>)_start!);
        _clock.Add(result.Phases);
        if (result.Status == RunStatus.Interrupted)
        {
            return result.Status;
        }

        _records[run.Index] = result.Probes;
        if (_directory is not null)
        {
            _directory.WritePart(run, result.Probes);
            SweepDirectory.RemoveDirectory(_directory.StateOf(run));
        }

        return result.Status;
    }

    private ExperimentInputs<T> Inputs<T>(SweepRun run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_inputsOf is { } earlier && SweepPlan.ShareInputs(earlier, run))
        {
            return (ExperimentInputs<T>)_inputs!;
        }

        // The old ones go before new ones come: one set in memory.
        Dispose();
        (_inputs, _start, _inputsOf) = (null, null, null);
        PhaseClock clock = new();
        ExperimentInputs<T> inputs;
        using (clock.Measure(RunPhase.Inputs))
        {
            inputs = ExperimentInputs<T>.DrawOrRead(run.Configuration, run.Draw, _options.DataDirectory, _team);
        }

        _clock.Add(clock);
        (_inputs, _start, _inputsOf) = (inputs, new SharedStart<T>(), run);
        return inputs;
    }

    private sealed class StepObserver(SweepExecution sweep, SweepRun run) : IRunObserver
    {
        public void Started(long stepsDone, long totalSteps) => Stepped(stepsDone, totalSteps, 0);

        public void Stepped(long stepsDone, long totalSteps, double loss) => sweep._options.Observer?.Stepped(run, sweep._stepsBefore + stepsDone, sweep._totalSteps);

        public void Probed(ProbeRecord record)
        {
        }
    }
}
