namespace FastSpectra.Cli;

/// <summary>A kernel's median time beside the limit that binds it.</summary>
/// <param name="Kernel">What was measured.</param>
/// <param name="Threads">Threads it had.</param>
/// <param name="Seconds">Median of its repeats.</param>
/// <param name="Bound">Seconds below which the machine's limits do not let it come.</param>
/// <param name="Limit">Which of them binds.</param>
internal sealed record KernelMeasurement(KernelCase Kernel, int Threads, double Seconds, double Bound, string Limit)
{
    /// <summary>Percent of the limit; above 100 only by the noise of the machine.</summary>
    public double Percent => 100 * Bound / Seconds;
}
