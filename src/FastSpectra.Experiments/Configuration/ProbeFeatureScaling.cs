namespace FastSpectra.Experiments;

/// <summary>
/// How features are scaled where they are probed (key <c>probe_feature_scaling</c>): ridge losses and KTA, never training.
/// </summary>
public enum ProbeFeatureScaling
{
    /// <summary><c>paper</c>: tanh(W x / sqrt d), the formula of arXiv 2406.04657.</summary>
    Paper,

    /// <summary><c>reference-code</c>: tanh(W x / d), what the published code computes, because it divides by sqrt d twice.</summary>
    ReferenceCode,
}
