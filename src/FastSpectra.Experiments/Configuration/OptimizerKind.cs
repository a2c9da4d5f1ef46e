namespace FastSpectra.Experiments;

/// <summary>Which rule turns a gradient into a step (key <c>optimizer</c>).</summary>
public enum OptimizerKind
{
    /// <summary><c>sgd</c>: W - lr * g, with PyTorch's momentum and coupled weight decay. Full batch: gradient descent.</summary>
    Sgd,

    /// <summary><c>adam</c>: PyTorch's Adam, beta = (0.9, 0.999), eps = 1e-8, bias correction, coupled weight decay.</summary>
    Adam,

    /// <summary><c>adamw</c>: Adam with decoupled weight decay.</summary>
    AdamW,

    /// <summary><c>rmsprop</c>: PyTorch's RMSprop, alpha = 0.99, eps = 1e-8, not centred, with momentum and coupled weight decay.</summary>
    RmsProp,

    /// <summary><c>signgd</c>: W - lr * sign(g); with momentum Signum. Decoupled weight decay.</summary>
    SignGd,

    /// <summary><c>normalized-gd</c>: W - lr * sqrt(h d) * g / |g|, so that the root mean square of a step is lr. Decoupled weight decay.</summary>
    NormalizedGd,

    /// <summary><c>muon</c>: W - lr * sqrt(max(1, h / d)) * O with O the orthogonalised gradient, Nesterov momentum 0.95 where not given; Adam for a. Decoupled weight decay.</summary>
    Muon,
}
