using System.CommandLine;

namespace FastSpectra.Cli;

/// <summary>Nothing computed is lost unasked: a directory with results is continued, or started again where that is said.</summary>
internal static class ExistingResults
{
    /// <summary>The option that allows it.</summary>
    public static Option<bool> Force() => GlobalOptions.Flag("--force", "Start again where the directory holds unfinished results of the same command, or reproductions of other sizes or seeds; they are removed first. Without it that is an error.");

    /// <summary>Refuses to clear what a directory holds, unless it is complete: then the same bytes are computed again, and nothing is lost.</summary>
    /// <param name="directory">Where the results go.</param>
    /// <param name="what">This run, this sweep, a reproduction.</param>
    /// <param name="status">The status in the manifest of the same configuration's results; null where there is nothing to lose.</param>
    /// <param name="resume">Whether it is continued.</param>
    /// <param name="force">Whether it may be started again.</param>
    /// <exception cref="UsageException">Neither.</exception>
    public static void Require(string directory, string what, string? status, bool resume, bool force)
    {
        RequireOne(resume, force);
        if (status is null or "completed" or "shard completed" or "diverged" || resume || force)
        {
            return;
        }

        throw new UsageException($"{directory} already holds {what} ({status}); expected --resume, which continues it, --force, which starts again, or another --out");
    }

    /// <summary>Refuses both options at once.</summary>
    public static void RequireOne(bool resume, bool force)
    {
        if (resume && force)
        {
            throw new UsageException("--resume continues what is there and --force starts it again; expected one of them");
        }
    }
}
