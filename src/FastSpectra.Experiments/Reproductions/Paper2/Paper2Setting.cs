using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// The second paper's synthetic setting as recalled (its text states sizes and teacher, not every number; what is missing is our choice): n = 2000,
/// h = 1500, d = 1000, normalised tanh, normalised softplus teacher with the norm term tau = 0.2, label noise 0.3.
/// </summary>
internal static class Paper2Setting
{
    public const int N = 2000;
    public const int H = 1500;
    public const int D = 1000;

    public const string Stated = "sizes, activation, teacher and noise as recalled in papers.md 5.3; learning rates, batch 32 and epochs are not stated by the paper: ours, those of the measured table 5.6";

    /// <summary>The divisor of every size.</summary>
    public static int Divisor(ReproductionScale scale) => scale == ReproductionScale.Quick ? 5 : 1;

    /// <summary>The setting with kernels probed, weights fixed and nothing trained yet.</summary>
    public static ExperimentConfiguration Configuration(int divisor, ulong seed) => new()
    {
        N = N / divisor,
        H = H / divisor,
        D = D / divisor,
        NTest = N / divisor,
        LabelNoiseStd = 0.3,
        Activation = ActivationKind.NormalisedTanh,
        Teacher = TeacherLink.NormalisedSoftplus,
        TeacherNormTerm = 0.2,
        Optimizer = OptimizerKind.Sgd,
        NumEpochs = 0,
        ProbeFeatures = false,
        ProbeKernels = true,
        Lightweight = true,
        Seed = seed,
    };
}
