using FastSpectra.Checkpoints;

namespace FastSpectra.Cli;

/// <summary>The matrix that <c>FILE.npy</c> or <c>FILE.safetensors:TENSOR</c> names, in its open file.</summary>
internal sealed class SvdSource : IDisposable
{
    private const string SafetensorsExtension = ".safetensors";

    private readonly IDisposable _file;

    private SvdSource(IDisposable file, StoredTensor tensor)
    {
        _file = file;
        Tensor = tensor;
    }

    public StoredTensor Tensor { get; }

    /// <exception cref="UsageException">The text names no tensor of a safetensors file.</exception>
    /// <exception cref="BadDataException">The file cannot be read or has no such tensor.</exception>
    public static SvdSource Open(string text)
    {
        int colon = text.LastIndexOf(SafetensorsExtension + ":", StringComparison.OrdinalIgnoreCase);
        if (colon < 0 && !text.EndsWith(SafetensorsExtension, StringComparison.OrdinalIgnoreCase))
        {
            NpyFile npy = NpyFile.Open(text);
            return new SvdSource(npy, npy.Array);
        }

        SafetensorsFile file = SafetensorsFile.Open(colon < 0 ? text : text[..(colon + SafetensorsExtension.Length)]);
        try
        {
            return new SvdSource(file, colon < 0 ? OnlyMatrix(file) : file[text[(colon + SafetensorsExtension.Length + 1)..]]);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static StoredTensor OnlyMatrix(SafetensorsFile file)
    {
        const int mostShown = 8;
        List<StoredTensor> matrices = [.. file.Tensors.Where(tensor => tensor.Shape.Count == 2)];
        if (matrices.Count == 1)
        {
            return matrices[0];
        }

        string names = string.Join(", ", matrices.Take(mostShown).Select(tensor => tensor.Name)) + (matrices.Count > mostShown ? ", ..." : "");
        throw new UsageException($"{file.Path} has {matrices.Count} matrices{(names.Length == 0 ? "" : $" ({names})")}; expected {file.Path}:TENSOR");
    }
}
