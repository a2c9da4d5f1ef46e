namespace FastSpectra.Experiments;

/// <summary>Which rule turns a gradient into a step (key <c>optimizer</c>).</summary>
public enum OptimizerKind
{
    /// <summary><c>sgd</c>: W - lr * g, with PyTorch's momentum and coupled weight decay. Full batch: gradient descent.</summary>
    Sgd,

    /// <summary><c>adam</c>: PyTorch's Adam, beta = (0.9, 0.999), eps = 1e-8, bias correction, coupled weight decay.</summary>
    Adam,
}
