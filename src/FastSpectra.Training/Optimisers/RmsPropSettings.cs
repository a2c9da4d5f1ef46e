namespace FastSpectra.Training;

/// <summary>The constants of RMSProp; the defaults are those of PyTorch.</summary>
/// <param name="LearningRate">Step length.</param>
/// <param name="Alpha">Decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Added to the root of that mean.</param>
/// <param name="Momentum">Decay of the running sum of scaled gradients; 0 for none.</param>
/// <param name="WeightDecay">Coupled: this times the parameters is added to the gradient.</param>
public readonly record struct RmsPropSettings(
    double LearningRate, double Alpha = 0.99, double Epsilon = 1e-8, double Momentum = 0, double WeightDecay = 0);
