namespace FastSpectra.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A check did not hold, or the program itself is at fault.</summary>
    public const int CheckFailed = 1;

    public const int Usage = 2;

    public const int BadData = 3;

    /// <summary>Diverged or not converged.</summary>
    public const int Numerics = 4;

    public const int Interrupted = 130;
}
