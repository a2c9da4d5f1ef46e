namespace FastSpectra.Experiments;

/// <summary>Arguments of the StepLR schedule (key <c>lr_scheduler_kwargs</c>), with PyTorch's names.</summary>
public sealed record StepLRArguments
{
    /// <summary>Optimiser steps between two changes of the rate (key <c>step_size</c>), at least 1.</summary>
    public int StepSize { get; init; } = 1;

    /// <summary>Factor of each change (key <c>gamma</c>), positive. PyTorch's default is 0.1.</summary>
    public double Gamma { get; init; } = 0.1;
}
