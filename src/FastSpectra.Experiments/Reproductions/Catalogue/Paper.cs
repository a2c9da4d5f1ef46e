namespace FastSpectra.Experiments;

/// <summary>A paper whose experiments are reproduced, or what goes beyond them.</summary>
/// <param name="Id">Its arXiv number; <c>beyond</c> for none.</param>
/// <param name="Name">Authors and title, for headings.</param>
public sealed record Paper(string Id, string Name)
{
    /// <summary>Kothapalli, Pang, Deng, Liu and Yang: one and ten steps of full-batch GD and Adam.</summary>
    public static Paper FromSpikesToHeavyTails { get; } = new("2406.04657", "From Spikes to Heavy Tails (arXiv 2406.04657)");

    /// <summary>Wang, Engel, Sarwate, Dumitriu and Chiang: spectra of weights and kernels in the linear-width regime.</summary>
    public static Paper SpectralEvolution { get; } = new("2211.06506", "Spectral evolution and invariance in linear-width neural networks (arXiv 2211.06506)");

    /// <summary>What neither paper measured: their stated limits and next steps.</summary>
    public static Paper Beyond { get; } = new("beyond", "Beyond both papers");
}
