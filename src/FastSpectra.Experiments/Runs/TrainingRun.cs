using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>The loop of one run: probe the initial student, then step and probe until done, diverged or asked to stop.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ExperimentConfiguration _configuration;
    private readonly ExperimentInputs<T> _inputs;
    private readonly RunOptions _options;
    private readonly ThreadTeam _team;
    private readonly RunRecorder _recorder;
    private readonly PhaseClock _clock;
    private readonly Student<T> _student;
    private readonly Trainer<T> _trainer;
    private readonly NetworkProbe<T> _probe;
    private readonly KernelProbe<T>? _kernels;
    private readonly Matrix<T> _features;
    private readonly UpdateProbe<T>[] _updates;
    private readonly SharedStart<T>? _start;
    private readonly List<ProbeRecord>[] _additional;

    /// <summary>Trains <paramref name="student"/>, which stays the caller's.</summary>
    public TrainingRun(
        ExperimentConfiguration configuration, ExperimentInputs<T> inputs, Student<T> student, RunOptions options, ThreadTeam team, RunRecorder recorder,
        PhaseClock clock, SharedStart<T>? start = null)
    {
        if (options.AdditionalReadouts.Count > 0 && (options.OutputDirectory is not null || !configuration.FixLastLayer))
        {
            throw new ArgumentException("additional read-outs are kept in memory and need a fixed last layer; expected no output directory", nameof(options));
        }

        _additional = [.. options.AdditionalReadouts.Select(_ => new List<ProbeRecord>())];
        _start = start;
        _configuration = configuration;
        _inputs = inputs;
        _options = options;
        _team = team;
        _recorder = recorder;
        _clock = clock;
        _student = student;
        TrainingOptions training = Options(configuration, options.Draw);
        _trainer = new Trainer<T>(_student, inputs.Train, training, team, start?.Gradient(training));
        _probe = new NetworkProbe<T>(configuration, inputs, team, clock);
        _kernels = configuration.ProbeKernels ? new KernelProbe<T>(configuration, inputs, team, start?.Probes) : null;

        // Full-batch training has memory of just the right size that is idle while the network is probed.
        _features = _trainer.Gradient.Scratch is { } idle && idle.Rows >= configuration.N ? idle : new Matrix<T>(configuration.N, configuration.H);
        _updates = configuration.PlotOverlaps ? [.. student.HiddenLayers.Select((_, i) => new UpdateProbe<T>(student, i, _probe, team, clock))] : [];
    }

    public RunResult Execute()
    {
        using (_clock.Measure(RunPhase.Files))
        {
            if (!_options.Resume)
            {
                _recorder.Begin();
            }
            else if (_recorder.Restore(_student, _trainer) is { } finished)
            {
                return finished;
            }
        }

        long total = _configuration.TotalSteps;
        _options.Observer?.Started(_trainer.Steps, total);
        if (!_recorder.HasProbes && IsWanted(0))
        {
            Probe(new ProbeRecord(0, _configuration.L, _configuration.TeacherDirections), update: false);
        }

        while (_trainer.Steps < total)
        {
            if (_options.Cancellation.IsCancellationRequested)
            {
                return _recorder.Interrupted(_student, _trainer);
            }

            long step = _trainer.Steps + 1;
            bool probing = step % _configuration.ProbeFreqSteps == 0 && IsWanted(step);
            if (probing)
            {
                foreach (UpdateProbe<T> layer in _updates)
                {
                    layer.Remember();
                }
            }

            StepResult result;
            using (_clock.Measure(RunPhase.Training))
            {
                result = _trainer.Step();
            }

            ProbeRecord record = new(step, _configuration.L, _configuration.TeacherDirections);
            record[Metric.LearningRate] = result.LearningRate;
            record[Metric.TrainingLoss] = result.Loss;
            if (result.Status != StepStatus.Ok)
            {
                record.Status = result.Status == StepStatus.LossNotFinite ? "diverged: the training loss is not finite" : "diverged: the weights are not finite";
                _recorder.Add(record);
                _options.Observer?.Probed(record);
                return _recorder.Finished(RunStatus.Diverged, $"step {step}: {record.Status}", step) with { AdditionalProbes = _additional };
            }

            _options.Observer?.Stepped(step, total, result.Loss);
            if (probing)
            {
                if (!_configuration.FixLastLayer)
                {
                    record[Metric.TrainLoss] = result.Loss;
                }

                Probe(record, update: true);
                _recorder.Checkpoint(_student, _trainer, isLast: step == total);
            }
        }

        return _recorder.Finished(RunStatus.Completed, null, total) with { AdditionalProbes = _additional };
    }

    public void Dispose()
    {
        foreach (UpdateProbe<T> layer in _updates)
        {
            layer.Dispose();
        }

        if (_features != _trainer.Gradient.Scratch)
        {
            _features.Dispose();
        }

        _probe.Dispose();
        _kernels?.Dispose();
        _trainer.Dispose();
    }

    private void Probe(ProbeRecord record, bool update)
    {
        IReadOnlyList<WeightSpectrum> spectra;
        if (record.Step == 0 && _start is not null)
        {
            (record, spectra) = _start.Probes.GetOrMeasure(_configuration, record, Measure);
        }
        else
        {
            spectra = Measure(record);
        }

        MeasureAdditional(record.Step);
        _recorder.AddSpectra(record.Step, spectra);
        if (_kernels is not null)
        {
            using PhaseClock.Scope scope = _clock.Measure(RunPhase.Spectra);
            _recorder.AddKernels(record.Step, _kernels.Measure(_student, spectra.Count > 0 ? spectra[0] : null, record));
        }

        if (update)
        {
            foreach (UpdateProbe<T> layer in _updates)
            {
                layer.Measure(record, _recorder);
            }
        }

        _recorder.AddWeights(record.Step, _student, _inputs, lastLayerTrained: !_configuration.FixLastLayer);
        _recorder.Add(record);
        _options.Observer?.Probed(record);
    }

    private bool IsWanted(long step) => _options.OnlySteps is not { } steps || steps.Contains(step);

    // Read-outs of equal scaling that follow each other share their features.
    private void MeasureAdditional(long step)
    {
        ProbeFeatureScaling? scaling = null;
        MatrixView<T> features = _features.View.Slice(0, 0, _configuration.N, _configuration.H);
        for (int i = 0; i < _additional.Length; i++)
        {
            ReadoutSettings settings = _options.AdditionalReadouts[i];
            ProbeRecord record = new(step);
            if (step == 0 && _start is not null)
            {
                ExperimentConfiguration question = _configuration with { ProbeWeights = false, ProbeFeatureScaling = settings.Scaling, RegLambda = settings.RegLambda };
                (record, _) = _start.Probes.GetOrMeasure(question, record, asked =>
                {
                    _probe.MeasureReadout(_student, features, asked, settings, hasFeatures: false);
                    return [];
                });
            }
            else
            {
                _probe.MeasureReadout(_student, features, record, settings, settings.Scaling == scaling);
                scaling = settings.Scaling;
            }

            _additional[i].Add(record);
        }
    }

    private IReadOnlyList<WeightSpectrum> Measure(ProbeRecord record)
    {
        _probe.MeasureReadout(_student, _features.View.Slice(0, 0, _configuration.N, _configuration.H), record);
        return _configuration.ProbeWeights ? _probe.MeasureWeights(_student, record) : [];
    }

    /// <summary>What the trainer is told by a configuration.</summary>
    internal static TrainingOptions Options(ExperimentConfiguration configuration, InputDraw draw) => new()
    {
        Rule = configuration.Optimizer switch
        {
            OptimizerKind.Adam => OptimisationRule.Adam,
            OptimizerKind.Sgd => OptimisationRule.GradientDescent,
            OptimizerKind.AdamW => OptimisationRule.AdamW,
            OptimizerKind.RmsProp => OptimisationRule.RmsProp,
            OptimizerKind.SignGd => OptimisationRule.SignGradientDescent,
            OptimizerKind.NormalizedGd => OptimisationRule.NormalisedGradientDescent,
            OptimizerKind.Muon => OptimisationRule.Muon,
            _ => throw new ArgumentException($"no optimiser is called {configuration.Optimizer}", nameof(configuration)),
        },
        Schedule = configuration.LrSchedulerCls switch
        {
            LrScheduler.None => new ConstantRate(configuration.Lr),
            LrScheduler.StepLR => new StepRate(configuration.Lr, configuration.LrSchedulerKwargs.StepSize, configuration.LrSchedulerKwargs.Gamma),
            _ => throw new ArgumentException($"no schedule is called {configuration.LrSchedulerCls}", nameof(configuration)),
        },
        Momentum = configuration.Momentum,
        WeightDecay = configuration.WeightDecay,
        BatchSize = configuration.BatchSize,
        TrainLastLayer = !configuration.FixLastLayer,
        NormaliseWeights = configuration.EnableWeightNormalization,
        Seed = configuration.Seed,
        BatchStream = InputDraw.Stream("batches", draw.Data),
    };
}
