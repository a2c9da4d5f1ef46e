using System.Text;

namespace FastSpectra.Cli.Tests;

/// <summary>A new directory with small inputs, deleted when disposed.</summary>
internal sealed class Workplace : IDisposable
{
    /// <summary>A run of some milliseconds.</summary>
    public const string Configuration = """
        n: 24
        n_test: 8
        h: 10
        d: 6
        label_noise_std: 0.3
        optimizer: adam
        lr: 0.1
        reg_lambda: 0.01
        num_epochs: 3
        probe_freq_steps: 1

        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("fastspectra-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes the configuration with more lines as <c>c.yml</c>; a later line replaces the earlier one of its key.</summary>
    public string WriteConfiguration(params string[] lines)
    {
        HashSet<string> keys = [.. lines.Select(line => line.Split(':')[0])];
        IEnumerable<string> kept = Configuration.Split('\n').Where(line => line.Length > 0 && !keys.Contains(line.Split(':')[0]));
        System.IO.File.WriteAllLines(File("c.yml"), [.. kept, .. lines]);
        return "c.yml";
    }

    /// <summary>Writes a .npy file of version 1 by hand; elements in the order of the file.</summary>
    public string WriteNpy(string name, string descr, bool fortran, string shape, byte[] data)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        header = header.PadRight(117) + "\n";
        System.IO.File.WriteAllBytes(File(name), [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data]);
        return name;
    }

    public string WriteNpy(string name, int rows, int columns, params double[] elements) =>
        WriteNpy(name, "<f8", false, $"({rows}, {columns})", [.. elements.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Every result file but <c>run.json</c> with the SHA-256 of its bytes, in a fixed order.</summary>
    public static List<(string Name, string Hash)> Results(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => (
                Name: System.IO.Path.GetRelativePath(directory, path).Replace('\\', '/'),
                Hash: Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(path)))))
            .Where(file => file.Name != "run.json")
            .OrderBy(file => file.Name, StringComparer.Ordinal)];
}
