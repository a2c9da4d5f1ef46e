namespace FastSpectra.Experiments;

/// <summary>One combination of a study that trains networks.</summary>
/// <param name="Configuration">What is run; its feature scaling and ridge are those of the first read-out.</param>
/// <param name="Values">Its place on the study's axes: words and numbers for the first columns of the table.</param>
internal sealed record TrainingCase(ExperimentConfiguration Configuration, params IReadOnlyList<object> Values)
{
    /// <summary>The ridges of the read-outs.</summary>
    public IReadOnlyList<double> Ridges { get; init; } = [Configuration.RegLambda];
}
