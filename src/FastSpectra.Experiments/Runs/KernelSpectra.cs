using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>Spectra of both kernels of one network on the training samples.</summary>
/// <param name="Conjugate">The conjugate kernel Z Z^T / h.</param>
/// <param name="Tangent">The neural tangent kernel, with the conjugate one in it where the last layer is trained; null where n is too large to form it.</param>
/// <param name="TangentDensity">Its eigenvalue distribution by quadrature, where it was not formed.</param>
public sealed record KernelSpectra(KernelSpectrum Conjugate, KernelSpectrum? Tangent, SpectralDensity? TangentDensity);
