namespace FastSpectra.Training;

/// <summary>
/// The constants of rules whose step length does not depend on the gradient's: <see cref="SignGradientDescent{T}"/>,
/// <see cref="NormalisedGradientDescent{T}"/>, <see cref="Muon{T}"/>.
/// </summary>
/// <param name="LearningRate">Step length.</param>
/// <param name="Momentum">Decay of the running sum of gradients whose direction is taken; 0 for none.</param>
/// <param name="WeightDecay">Decoupled, as a coupled one would be lost in the direction: this times the rate is the share of the parameters that is lost.</param>
public readonly record struct DirectionSettings(double LearningRate, double Momentum = 0, double WeightDecay = 0);
