namespace FastSpectra.Training;

/// <summary>What one training step reports.</summary>
/// <param name="Loss">Mean squared error on the step's batch, before the step.</param>
/// <param name="LearningRate">Rate of the step.</param>
/// <param name="Status">Whether everything stayed finite.</param>
public readonly record struct StepResult(double Loss, double LearningRate, StepStatus Status);
