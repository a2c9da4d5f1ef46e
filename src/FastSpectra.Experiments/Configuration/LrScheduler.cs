namespace FastSpectra.Experiments;

/// <summary>How the learning rate changes over steps (key <c>lr_scheduler_cls</c>).</summary>
public enum LrScheduler
{
    /// <summary>The rate stays.</summary>
    None,

    /// <summary><c>StepLR</c>: lr * gamma^floor((t - 1) / step_size) at step t = 1, 2, ..., one count per optimiser step.</summary>
    StepLR,
}
