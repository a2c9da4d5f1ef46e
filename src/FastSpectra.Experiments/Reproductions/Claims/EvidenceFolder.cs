using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>Tables of finished reproductions, read back: what claims are judged from again, without running anything.</summary>
public static class EvidenceFolder
{
    /// <summary>Reads every <c>STUDY/TABLE.csv</c> below a folder, such as the <c>data</c> of a directory that <c>reproduce</c> wrote.</summary>
    /// <exception cref="BadDataException">A file is not a table.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static Evidence Read(string folder, ReproductionScale scale)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Dictionary<string, ResultTable> tables = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (name.Count(c => c == '/') == 1)
            {
                tables.Add(name[..^4], ResultTable.Read(path));
            }
        }

        return new Evidence(scale, tables);
    }
}
