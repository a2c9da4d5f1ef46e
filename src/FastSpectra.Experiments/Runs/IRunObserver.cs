namespace FastSpectra.Experiments;

/// <summary>Told about the progress of a run, on the run's own thread.</summary>
public interface IRunObserver
{
    /// <summary>Inputs are ready; <paramref name="stepsDone"/> of <paramref name="totalSteps"/> were done by an earlier run.</summary>
    void Started(long stepsDone, long totalSteps);

    /// <summary>A step was taken; <paramref name="loss"/> is that of its batch before it.</summary>
    void Stepped(long stepsDone, long totalSteps, double loss);

    /// <summary>The network was probed.</summary>
    void Probed(ProbeRecord record);
}
