using System.Globalization;
using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Keeps what a run measures and writes it as it comes: a row of <c>metrics.csv</c> and parts of the tensor files per probe, so that
/// whatever ends the run, every probe taken is on disk. Without a directory it only remembers.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    // A checkpoint costs milliseconds and a resumed run repeats what came after it: one in this time at most.
    private const double SecondsBetweenCheckpoints = 2;

    private readonly RunDirectory? _directory;
    private readonly RunIdentity _identity;
    private readonly PhaseClock _clock;
    private readonly int _threads;
    private readonly bool _lightweight;
    private readonly int _directions;
    private readonly List<ProbeRecord> _records = [];
    private readonly Dictionary<long, double[]>[] _singularValues;
    private readonly Dictionary<long, KernelSpectra> _kernels = [];
    private readonly List<long> _spectraSteps = [];
    private readonly List<long> _weightsSteps = [];
    private readonly long _totalSteps;
    private SafetensorsWriter? _spectra;
    private StreamWriter? _metrics;
    private double _lastCheckpoint;

    public RunRecorder(RunDirectory? directory, RunIdentity identity, ExperimentConfiguration configuration, PhaseClock clock, int threads)
    {
        _directory = directory;
        _identity = identity;
        _clock = clock;
        _threads = threads;
        _lightweight = configuration.Lightweight;
        _directions = configuration.TeacherDirections;
        _singularValues = [.. Enumerable.Range(0, configuration.StudentSizes.HiddenLayers).Select(_ => new Dictionary<long, double[]>())];
        _totalSteps = configuration.TotalSteps;
    }

    /// <summary>Whether any probe was taken, by this run or by the one it continues.</summary>
    public bool HasProbes => _records.Count > 0;

    private int Layers => _singularValues.Length + 1;

    /// <summary>Keeps the singular values of every hidden layer and their projections.</summary>
    public void AddSpectra(long step, IReadOnlyList<WeightSpectrum> spectra)
    {
        for (int i = 0; i < spectra.Count; i++)
        {
            _singularValues[i][step] = spectra[i].SingularValues.ToArray();
            if (SpectraPart(step) is { } part)
            {
                string name = StudentSizes.LayerName(i) + ".step" + Text(step);
                part.Add($"{name}.singular_values", spectra[i].SingularValues);
                part.Add($"{name}.right_projections", spectra[i].RightProjections);
            }
        }
    }

    /// <summary>Keeps the spectra of the kernels.</summary>
    public void AddKernels(long step, KernelSpectra spectra)
    {
        _kernels[step] = spectra;
        if (SpectraPart(step) is { } part)
        {
            part.Add($"CK.step{Text(step)}.eigenvalues", spectra.Conjugate.Eigenvalues);
            if (spectra.Tangent is not null)
            {
                part.Add($"NTK.step{Text(step)}.eigenvalues", spectra.Tangent.Eigenvalues);
            }

            if (spectra.TangentDensity is { } density)
            {
                for (int probe = 0; probe < density.Probes; probe++)
                {
                    part.Add($"NTK.step{Text(step)}.quadrature_nodes.{Text(probe)}", density.Nodes(probe));
                    part.Add($"NTK.step{Text(step)}.quadrature_weights.{Text(probe)}", density.Weights(probe));
                }
            }
        }
    }

    /// <summary>Keeps the singular values of the update of hidden layer <paramref name="index"/> and its overlaps with the layer before and after it, these rounded to T.</summary>
    public void AddUpdate<T>(long step, int index, SingularVectors update, SingularVectorOverlaps before, SingularVectorOverlaps after)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (SpectraPart(step) is { } part)
        {
            string matrix = StudentSizes.UpdateName(index) + ".step" + Text(step);
            part.Add($"{matrix}.singular_values", update.Values);
            foreach ((string name, Matrix<double> overlaps) in ((string, Matrix<double>)[])
                [("overlap_before_left", before.Left), ("overlap_before_right", before.Right), ("overlap_left", after.Left), ("overlap_right", after.Right)])
            {
                using Matrix<T> rounded = new(overlaps.Rows, overlaps.Columns);
                for (int i = 0; i < overlaps.Rows; i++)
                {
                    ReadOnlySpan<double> row = overlaps.Row(i);
                    for (int j = 0; j < row.Length; j++)
                    {
                        rounded[i, j] = T.CreateTruncating(row[j]);
                    }
                }

                part.Add($"{matrix}.{name}", rounded);
            }
        }
    }

    /// <summary>Keeps the layers; with the first ones the initial last layer and beta.</summary>
    public void AddWeights<T>(long step, Student<T> student, ExperimentInputs<T> inputs, bool lastLayerTrained)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_directory is null || _lightweight)
        {
            return;
        }

        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Files);
        _directory.CreateState();
        using SafetensorsWriter part = new(_directory.Part(RunDirectory.WeightsName, step));
        for (int i = 0; i < student.HiddenLayers.Count; i++)
        {
            part.AddReference($"{StudentSizes.LayerName(i)}.step{Text(step)}", student.HiddenLayers[i]);
        }

        if (lastLayerTrained)
        {
            part.AddReference($"a.step{Text(step)}", student.A);
        }

        if (step == 0)
        {
            part.AddReference("a", inputs.Student.A);
            part.AddReference("beta", inputs.Teacher.Beta);
        }

        part.Commit();
        _weightsSteps.Add(step);
    }

    /// <summary>Keeps the row of a probe, after everything else of it.</summary>
    public void Add(ProbeRecord record)
    {
        _records.Add(record);
        if (_directory is null)
        {
            return;
        }

        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Files);
        if (_spectra is not null)
        {
            _spectra.Commit();
            _spectra.Dispose();
            _spectra = null;
            _spectraSteps.Add(record.Step);
        }

        WriteRow(record);
        _metrics!.Flush();
    }

    /// <summary>Starts anew: removes what an earlier run left in the directory.</summary>
    public void Begin()
    {
        if (_directory is null)
        {
            return;
        }

        // The manifest goes last and comes first: result files without one are not a run's.
        _directory.Clear();
        WriteManifest("running", null, 0);
        StartMetrics();
    }

    /// <summary>
    /// Continues an earlier run of the directory: fills the student and the optimiser from its checkpoint. Starts anew where there is none.
    /// </summary>
    /// <returns>The result if the earlier run had already ended by itself, otherwise null.</returns>
    /// <exception cref="ConfigurationException">The directory holds another run.</exception>
    /// <exception cref="BadDataException">Its files cannot be used.</exception>
    public RunResult? Restore<T>(Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_directory is null || RunManifest.TryRead(_directory.Manifest) is not { } earlier)
        {
            Begin();
            return null;
        }

        if (earlier.Identity != _identity.Text)
        {
            throw new ConfigurationException($"{_directory.Manifest}: the directory holds a run of another configuration, seed or tensors file; choose another directory, or run without resuming to replace it");
        }

        bool ended = earlier.Status is "completed" or "diverged";
        long step = ended ? long.MaxValue : RunCheckpoint.TryLoad(_directory.Checkpoint, student, trainer) ?? -1;
        if (step < 0)
        {
            Begin();
            return null;
        }

        foreach (ProbeRecord record in ReadMetrics())
        {
            if (record.Step <= step)
            {
                _records.Add(record);
            }
        }

        if (ended)
        {
            return Result(earlier.Status == "completed" ? RunStatus.Completed : RunStatus.Diverged, earlier.Reason, earlier.Steps);
        }

        StartMetrics();
        foreach (ProbeRecord record in _records)
        {
            WriteRow(record);
            AdoptParts(record.Step);
        }

        _metrics!.Flush();
        return null;
    }

    /// <summary>Saves what is needed to continue from here, unless that was done a moment ago or this is the end.</summary>
    public void Checkpoint<T>(Student<T> student, Trainer<T> trainer, bool isLast)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_directory is not null && !isLast && _clock.Total - _lastCheckpoint >= SecondsBetweenCheckpoints)
        {
            SaveCheckpoint(student, trainer);
        }
    }

    /// <summary>Ends a run that was asked to stop: everything so far becomes readable, and the directory can be resumed.</summary>
    public RunResult Interrupted<T>(Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_directory is not null)
        {
            SaveCheckpoint(student, trainer);
        }

        return End(RunStatus.Interrupted, "asked to stop", trainer.Steps);
    }

    /// <summary>Ends a run that completed or diverged.</summary>
    public RunResult Finished(RunStatus status, string? reason, long steps)
    {
        RunResult result = End(status, reason, steps);
        _directory?.RemoveState();
        return result;
    }

    public void Dispose()
    {
        _spectra?.Dispose();
        _metrics?.Dispose();
    }

    private static string Text(long step) => step.ToString(CultureInfo.InvariantCulture);

    private RunResult End(RunStatus status, string? reason, long steps)
    {
        if (_directory is not null)
        {
            using (_clock.Measure(RunPhase.Files))
            {
                _metrics?.Dispose();
                _metrics = null;
                _directory.Join(RunDirectory.SpectraName, _spectraSteps);
                _directory.Join(RunDirectory.WeightsName, _weightsSteps);
            }

            WriteManifest(status.ToString().ToLowerInvariant(), reason, steps);
        }

        return Result(status, reason, steps);
    }

    private RunResult Result(RunStatus status, string? reason, long steps) => new()
    {
        Status = status,
        Reason = reason,
        Steps = steps,
        Probes = _records,
        LayerSingularValues = _singularValues,
        Kernels = _kernels,
        Phases = _clock,
    };

    private void WriteManifest(string status, string? reason, long steps) =>
        RunManifest.Write(_directory!, _identity, status, reason, steps, _totalSteps, _threads, _clock);

    private SafetensorsWriter? SpectraPart(long step)
    {
        if (_directory is null || _lightweight)
        {
            return null;
        }

        _directory.CreateState();
        return _spectra ??= new SafetensorsWriter(_directory.Part(RunDirectory.SpectraName, step));
    }

    private void SaveCheckpoint<T>(Student<T> student, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Files);
        _directory!.CreateState();
        RunCheckpoint.Save(_directory.Checkpoint, student, trainer);
        _lastCheckpoint = _clock.Total;
    }

    private void AdoptParts(long step)
    {
        if (File.Exists(_directory!.Part(RunDirectory.WeightsName, step)))
        {
            _weightsSteps.Add(step);
        }

        string spectra = _directory.Part(RunDirectory.SpectraName, step);
        if (!File.Exists(spectra))
        {
            return;
        }

        _spectraSteps.Add(step);
        using SafetensorsFile part = SafetensorsFile.Open(spectra);
        for (int i = 0; i < _singularValues.Length; i++)
        {
            if (part.TryGet($"{StudentSizes.LayerName(i)}.step{Text(step)}.singular_values", out StoredTensor? values))
            {
                double[] singularValues = new double[values.Count];
                values.CopyTo<double>(singularValues);
                _singularValues[i][step] = singularValues;
            }
        }
    }

    private List<ProbeRecord> ReadMetrics()
    {
        List<ProbeRecord> records = [];
        int line = 1;
        try
        {
            // What follows the last line end was being written when the earlier run was killed; its probe is taken again.
            string[] rows = File.ReadAllText(_directory!.Metrics).Split('\n');
            foreach (string row in rows.Skip(1).SkipLast(1))
            {
                line++;
                records.Add(ProbeRecord.FromCsv(row, Layers, _directions));
            }
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(_directory!.Metrics, string.Create(CultureInfo.InvariantCulture, $"line {line} cannot be read back: {exception.Message}"), exception);
        }

        return records;
    }

    private void StartMetrics()
    {
        _metrics = new StreamWriter(_directory!.Metrics, append: false);
        _metrics.Write(MetricColumns.Header(Layers, _directions));
        _metrics.Write('\n');
        _metrics.Flush();
    }

    private void WriteRow(ProbeRecord record)
    {
        _metrics!.Write(record.ToCsv());
        _metrics.Write('\n');
    }
}
