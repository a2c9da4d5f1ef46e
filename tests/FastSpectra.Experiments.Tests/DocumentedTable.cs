using FastSpectra.Testing;

namespace FastSpectra.Experiments.Tests;

/// <summary>A table of a page in <c>docs</c>.</summary>
internal static class DocumentedTable
{
    /// <summary>The rows of the table whose first heading is <paramref name="heading"/>, cells without back-quotes.</summary>
    public static List<string[]> Read(string page, string heading) =>
        [.. File.ReadLines(RepositoryFile.Path("docs", page))
            .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray())];
}
