namespace FastSpectra.Training;

/// <summary>The learning rate of every optimiser step.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of the step taken after <paramref name="stepsDone"/> steps.</summary>
    public abstract double Rate(long stepsDone);
}
