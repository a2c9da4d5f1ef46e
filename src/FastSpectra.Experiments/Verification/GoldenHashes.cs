using System.Globalization;
using System.Reflection;

namespace FastSpectra.Experiments;

/// <summary>The committed hashes, one line a workload: <c>sha256  part-hashes  name</c>. Lines with # are comments.</summary>
public static class GoldenHashes
{
    /// <summary>Name of the embedded file, which is <c>src/FastSpectra.Experiments/Verification/golden-hashes.txt</c>.</summary>
    public const string ResourceName = "golden-hashes.txt";

    private static readonly Lazy<IReadOnlyDictionary<string, GoldenHash>> s_all = new(Read);

    /// <summary>The golden hashes by workload name.</summary>
    public static IReadOnlyDictionary<string, GoldenHash> All => s_all.Value;

    /// <summary>One line of the file.</summary>
    public static string Line(string name, GoldenOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return string.Create(CultureInfo.InvariantCulture, $"{output.Hash()}  {output.PartHashes()}  {name}");
    }

    private static Dictionary<string, GoldenHash> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the embedded file {ResourceName} is missing");
        using StreamReader reader = new(stream);
        Dictionary<string, GoldenHash> result = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] fields = line.Split("  ", 3);
            result.Add(fields[2], new GoldenHash(fields[0], fields[1]));
        }

        return result;
    }
}
