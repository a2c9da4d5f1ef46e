namespace FastSpectra.Training;

/// <summary>How a student is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The rule that turns gradients into steps.</summary>
    public OptimisationRule Rule { get; init; }

    /// <summary>The learning rate of every step.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Momentum of the rules that have one; Adam and AdamW do not.</summary>
    public double Momentum { get; init; }

    /// <summary>Weight decay: coupled with gradient descent, Adam and RMSProp, decoupled with the others.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Samples per step; 0 means all.</summary>
    public int BatchSize { get; init; }

    /// <summary>Whether a is trained as well as the hidden layers.</summary>
    public bool TrainLastLayer { get; init; }

    /// <summary>Whether every hidden layer is rescaled to Frobenius norm sqrt(rows columns) before every step.</summary>
    public bool NormaliseWeights { get; init; }

    /// <summary>Seed of the order of samples where batches are smaller than the dataset.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random stream of that order.</summary>
    public string BatchStream { get; init; } = "batches";
}
