namespace FastSpectra.Training;

/// <summary>How a training step ended.</summary>
public enum StepStatus
{
    /// <summary>The loss and the changed layers are finite.</summary>
    Ok,

    /// <summary>The loss is infinite or not a number; the layers were not changed.</summary>
    LossNotFinite,

    /// <summary>The loss is finite, but a layer is not after the step.</summary>
    WeightsNotFinite,
}
