namespace FastSpectra.Training;

/// <summary>What a teacher does with each z = &lt;x, beta&gt;.</summary>
public enum TeacherLink
{
    /// <summary>softplus(z) = ln(1 + e^z).</summary>
    Softplus,

    /// <summary>(softplus(z) - 0.806059) / sqrt(0.271515): mean 0 and variance 1 for standard normal z.</summary>
    NormalisedSoftplus,
}
