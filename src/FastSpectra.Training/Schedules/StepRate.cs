namespace FastSpectra.Training;

/// <summary>
/// PyTorch's StepLR, counted in optimiser steps: after every <c>stepSize</c> steps the rate is multiplied by <c>factor</c>.
/// The products are formed one after the other, as PyTorch does, so the rounding is the same.
/// </summary>
public sealed class StepRate : LearningRateSchedule
{
    private readonly double _first;
    private readonly long _stepSize;
    private readonly double _factor;
    private long _changes;
    private double _rate;

    /// <summary>Starts at <paramref name="first"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step size is less than 1.</exception>
    public StepRate(double first, int stepSize, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSize, 1);
        _first = first;
        _stepSize = stepSize;
        _factor = factor;
        _rate = first;
    }

    /// <inheritdoc/>
    public override double Rate(long stepsDone)
    {
        long changes = stepsDone / _stepSize;
        if (changes < _changes)
        {
            _changes = 0;
            _rate = _first;
        }

        for (; _changes < changes; _changes++)
        {
            _rate *= _factor;
        }

        return _rate;
    }
}
