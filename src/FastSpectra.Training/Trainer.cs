using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Trains a student on a dataset, one optimiser step per call: normalise the hidden layers (if asked for), gather the batch, loss and gradient,
/// step. A step allocates nothing after the first.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Trainer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset<T> _data;
    private readonly BatchOrder _batches;
    private readonly LearningRateSchedule _schedule;
    private readonly ThreadTeam _team;
    private readonly bool _normaliseWeights;
    private readonly IStudentGradient<T> _gradient;
    private readonly Parameter<T>[] _parameters;
    private readonly Dataset<T>? _batch;
    private readonly FirstGradient<T>? _firstGradient;

    /// <summary>Prepares everything a step needs. Student and data stay the caller's.</summary>
    /// <param name="student">What is trained.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="options">How.</param>
    /// <param name="team">Threads for all steps.</param>
    /// <param name="firstGradient">
    /// Shared by trainers of full batches that start from equal students and data with equal <see cref="TrainingOptions.NormaliseWeights"/> and
    /// <see cref="TrainingOptions.TrainLastLayer"/>; null where there is nothing to share. It stays the caller's.
    /// </param>
    /// <exception cref="ArgumentException">Student and data have different dimensions.</exception>
    public Trainer(Student<T> student, Dataset<T> data, TrainingOptions options, ThreadTeam team, FirstGradient<T>? firstGradient = null)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        if (student.Dimension != data.Dimension)
        {
            throw new ArgumentException($"the student has {student.Dimension} inputs, the data {data.Dimension}", nameof(data));
        }

        Student = student;
        _data = data;
        _team = team;
        _normaliseWeights = options.NormaliseWeights;
        _schedule = options.Schedule;
        _batches = new BatchOrder(data.Count, options.BatchSize == 0 ? data.Count : options.BatchSize, options.Seed, options.BatchStream);
        if (!_batches.IsFullBatch)
        {
            _batch = new Dataset<T>(new Matrix<T>(_batches.BatchSize, data.Dimension), new Matrix<T>(_batches.BatchSize, 1));
        }

        _firstGradient = _batches.IsFullBatch ? firstGradient : null;
        bool inDouble = typeof(T) != typeof(double) && _batches.IsFullBatch
            && data.Count * student.Sizes.HiddenWeights <= DoubleGradient<T>.LargestProduct;
        _gradient = inDouble
            ? new DoubleGradient<T>(student, data, options.TrainLastLayer, team.Size)
            : new StudentGradient<T>(student, _batches.BatchSize, options.TrainLastLayer, team.Size);
        IEnumerable<Parameter<T>> hidden = student.HiddenLayers.Select((layer, i) => new Parameter<T>(StudentSizes.LayerName(i), layer, _gradient.HiddenLayers[i]));
        _parameters = options.TrainLastLayer ? [.. hidden, new("a", student.A, _gradient.A!)] : [.. hidden];
        Optimiser = Optimiser<T>.Create(_parameters, options);
    }

    /// <summary>The student in training.</summary>
    public Student<T> Student { get; }

    /// <summary>The optimiser with what it remembers.</summary>
    public Optimiser<T> Optimiser { get; }

    /// <summary>The gradients of the last step.</summary>
    public IStudentGradient<T> Gradient => _gradient;

    /// <summary>Steps taken so far.</summary>
    public long Steps => Optimiser.Steps;

    /// <summary>Takes one step.</summary>
    public StepResult Step()
    {
        if (_normaliseWeights)
        {
            Student.NormaliseWeights(_team);
        }

        double rate = _schedule.Rate(Steps);
        double loss = Gradients();
        if (!double.IsFinite(loss))
        {
            return new StepResult(loss, rate, StepStatus.LossNotFinite);
        }

        Optimiser.Step(rate, _team);
        foreach (Parameter<T> parameter in _parameters)
        {
            if (!AllFinite(parameter.Value))
            {
                return new StepResult(loss, rate, StepStatus.WeightsNotFinite);
            }
        }

        return new StepResult(loss, rate, StepStatus.Ok);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimiser.Dispose();
        _gradient.Dispose();
        _batch?.Dispose();
    }

    private unsafe bool AllFinite(Matrix<T> matrix)
    {
        int bad = 0;
        FiniteTask task = new() { Data = matrix.Pointer, Count = matrix.Count, Bad = &bad };
        _team.Run(ref task);
        return Volatile.Read(ref bad) == 0;
    }

    private double Gradients()
    {
        ReadOnlySpan<int> samples = _batches.Samples(Steps);
        if (_batch is null)
        {
            return Steps == 0 && _firstGradient is not null ? FirstGradient(_firstGradient) : _gradient.Compute(_data.X.View, _data.Y.Span, _team);
        }

        for (int i = 0; i < samples.Length; i++)
        {
            _data.X.Row(samples[i]).CopyTo(_batch.X.Row(i));
            _batch.Y[i, 0] = _data.Y[samples[i], 0];
        }

        return _gradient.Compute(_batch.X.View.Slice(0, 0, samples.Length, _data.Dimension), _batch.Y.Span[..samples.Length], _team);
    }

    private double FirstGradient(FirstGradient<T> shared)
    {
        if (shared.IsKnown)
        {
            return shared.CopyTo(_gradient);
        }

        double loss = _gradient.Compute(_data.X.View, _data.Y.Span, _team);
        shared.Keep(loss, _gradient);
        return loss;
    }

    // Members only ever write 1, so it does not matter who is first.
    private unsafe struct FiniteTask : ITeamTask
    {
        public T* Data;
        public long Count;
        public int* Bad;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Count, 16);
            if (FiniteCheck.FirstNonFinite(Data + begin, end - begin) >= 0)
            {
                Volatile.Write(ref *Bad, 1);
            }
        }
    }
}
