namespace FastSpectra.Spectra;

/// <summary>The sizes that a kernel's law depends on, through their ratios.</summary>
/// <param name="Samples">n.</param>
/// <param name="Width">h.</param>
/// <param name="Dimension">d.</param>
public sealed record KernelLawSizes(int Samples, int Width, int Dimension);
