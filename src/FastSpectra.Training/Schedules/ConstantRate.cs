namespace FastSpectra.Training;

/// <summary>One rate for all steps.</summary>
/// <param name="rate">The rate.</param>
public sealed class ConstantRate(double rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long stepsDone) => rate;
}
