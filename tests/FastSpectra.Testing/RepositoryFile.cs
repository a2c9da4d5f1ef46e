namespace FastSpectra.Testing;

/// <summary>Files of the repository that tests read: configurations, recorded cases, pages that have to stay true.</summary>
public static class RepositoryFile
{
    /// <summary>The directory that holds FastSpectra.sln, above the running tests.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of <paramref name="parts"/> under <see cref="Root"/>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "FastSpectra.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside the repository: no FastSpectra.sln above them");
    }
}
