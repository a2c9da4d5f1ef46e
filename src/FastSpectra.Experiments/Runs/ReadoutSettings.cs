namespace FastSpectra.Experiments;

/// <summary>How a probed network is read out: nothing here changes its training.</summary>
/// <param name="Scaling">Scaling of the features.</param>
/// <param name="RegLambda">Ridge of the read-out.</param>
public sealed record ReadoutSettings(ProbeFeatureScaling Scaling, double RegLambda);
