namespace FastSpectra.Training;

/// <summary>The constants of Adam; the defaults are those of PyTorch.</summary>
/// <param name="LearningRate">Step length.</param>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Added to the root of the second mean.</param>
/// <param name="WeightDecay">Coupled: this times the parameters is added to the gradient. Decoupled: this times the rate is the share of the parameters that is lost.</param>
/// <param name="IsDecayDecoupled">True for AdamW.</param>
public readonly record struct AdamSettings(
    double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0, bool IsDecayDecoupled = false);
