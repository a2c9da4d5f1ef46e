using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>One training run of a student with its probes: the unit that sweeps and papers are made of.</summary>
public static class ExperimentRun
{
    /// <summary>Draws or reads the inputs, trains, probes, and writes the result files if a directory is given.</summary>
    /// <exception cref="ConfigurationException">A value is out of range, or the directory to resume holds another run.</exception>
    /// <exception cref="BadDataException">The tensors file, or a file to resume from, cannot be used.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static RunResult Execute(ExperimentConfiguration configuration, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Dtype == NumberType.Float64 ? Execute<double>(configuration, options) : Execute<float>(configuration, options);
    }

    /// <summary>Runs from inputs that the caller has and keeps, to share them among runs.</summary>
    /// <exception cref="ArgumentException">The inputs are of another type or shape than the configuration says.</exception>
    public static RunResult Execute<T>(ExperimentConfiguration configuration, ExperimentInputs<T> inputs, RunOptions options, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Execute(configuration, inputs, options, team, null);

    /// <summary>The same, where runs from the same inputs do once what they have in common.</summary>
    internal static RunResult Execute<T>(
        ExperimentConfiguration configuration, ExperimentInputs<T> inputs, RunOptions options, ThreadTeam team, SharedStart<T>? start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        RequireFit(configuration, inputs);
        configuration.Validate();
        return Run(configuration, inputs, options, team, new PhaseClock(), options.OutputDirectory is { } path ? RunDirectory.Open(path) : null, new RunIdentity(configuration, options.Draw, null), start);
    }

    /// <summary>Runs from inputs that the caller has, training a student that the caller keeps; nothing is written.</summary>
    internal static RunResult Train<T>(ExperimentConfiguration configuration, ExperimentInputs<T> inputs, Student<T> student, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFit(configuration, inputs);
        RunOptions options = new();
        PhaseClock clock = new();
        using RunRecorder recorder = new(null, new RunIdentity(configuration, options.Draw, null), configuration, clock, team.Size);
        using TrainingRun<T> run = new(configuration, inputs, student, options, team, recorder, clock);
        return run.Execute();
    }

    private static RunResult Execute<T>(ExperimentConfiguration configuration, RunOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        configuration.Validate();
        PhaseClock clock = new();
        using ThreadTeam team = new(options.Threads == 0 ? ThreadTeam.DefaultSize : options.Threads);

        // The directory first: an unwritable one is found before any work.
        RunDirectory? directory = options.OutputDirectory is { } path ? RunDirectory.Open(path) : null;
        string? tensorsHash = options.TensorsFile is { } file ? FileHash.Of(file) : null;
        DataFiles? data = DataFiles.Of(configuration, options.DataDirectory);
        if (tensorsHash is not null && data is not null)
        {
            throw new ConfigurationException("a tensors file is given beside 'data_format'; expected one or the other") { Key = "data_format" };
        }

        IReadOnlyList<(string Name, string Hash)>? dataHashes = data?.Hashes();
        ExperimentInputs<T> inputs;
        using (clock.Measure(RunPhase.Inputs))
        {
            inputs = options.TensorsFile is { } tensors
                ? ExperimentInputs<T>.Load(tensors, configuration)
                : ExperimentInputs<T>.DrawOrRead(configuration, options.Draw, options.DataDirectory, team);
        }

        using (inputs)
        {
            return Run(configuration, inputs, options, team, clock, directory, new RunIdentity(configuration, options.Draw, tensorsHash, dataHashes));
        }
    }

    private static RunResult Run<T>(
        ExperimentConfiguration configuration, ExperimentInputs<T> inputs, RunOptions options, ThreadTeam team, PhaseClock clock, RunDirectory? directory, RunIdentity identity,
        SharedStart<T>? start = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using RunRecorder recorder = new(directory, identity, configuration, clock, team.Size);
        using Student<T> student = inputs.Student.Clone();
        using TrainingRun<T> run = new(configuration, inputs, student, options, team, recorder, clock, start);
        return run.Execute();
    }

    private static void RequireFit<T>(ExperimentConfiguration configuration, ExperimentInputs<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool typeFits = configuration.Dtype == (typeof(T) == typeof(double) ? NumberType.Float64 : NumberType.Float32);
        if (!typeFits || inputs.Train.Count != configuration.N || inputs.Probe.Count != configuration.N || inputs.Test.Count != configuration.NTest
            || inputs.Student.Sizes != configuration.StudentSizes)
        {
            throw new ArgumentException(
                $"the inputs are {typeof(T).Name} with n = {inputs.Train.Count}, {inputs.Probe.Count} probe and {inputs.Test.Count} test samples, student {inputs.Student.Sizes}; "
                + $"the configuration says {configuration.Dtype}, {configuration.N}, {configuration.N}, {configuration.NTest}, {configuration.StudentSizes}",
                nameof(inputs));
        }
    }
}
