namespace FastSpectra.Training;

/// <summary>The constants of stochastic gradient descent.</summary>
/// <param name="LearningRate">Step length.</param>
/// <param name="Momentum">Decay of the running sum of gradients; 0 for none.</param>
/// <param name="WeightDecay">Coupled: this times the parameters is added to the gradient.</param>
public readonly record struct SgdSettings(double LearningRate, double Momentum = 0, double WeightDecay = 0);
