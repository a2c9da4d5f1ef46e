using System.Diagnostics.CodeAnalysis;

namespace FastSpectra.Checkpoints;

/// <summary>
/// A safetensors file, memory-mapped: the header is read and checked in full when it is opened, elements when they are used.
/// </summary>
/// <remarks>Format: https://huggingface.co/docs/safetensors. Several threads may read tensors at once.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MappedFile _file;
    private readonly Dictionary<string, StoredTensor> _byName;

    private SafetensorsFile(MappedFile file)
    {
        _file = file;
        (List<StoredTensor> tensors, Dictionary<string, string> metadata) = SafetensorsHeader.Read(file);
        Tensors = tensors;
        Metadata = metadata;
        _byName = tensors.ToDictionary(tensor => tensor.Name!, StringComparer.Ordinal);
    }

    /// <summary>Path as given to <see cref="Open"/>.</summary>
    public string Path => _file.Path;

    /// <summary>All tensors in the order of their data.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The free texts of the header, empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="BadDataException">There is none; the message names the nearest.</exception>
    public StoredTensor this[string name]
    {
        get
        {
            if (TryGet(name, out StoredTensor? tensor))
            {
                return tensor;
            }

            string? nearest = NearestName.Of(name, _byName.Keys);
            string hint = nearest is null ? $"the file has {Tensors.Count} tensors" : $"the nearest is '{BadDataException.Printable(nearest)}'";
            throw new BadDataException(Path, name, $"is missing; {hint}");
        }
    }

    /// <summary>Maps the file and checks its header.</summary>
    /// <exception cref="BadDataException">The file cannot be read or is not a sound safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        MappedFile file = new(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds the tensor of this name (exact case).</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Ends the mapping: tensors of this file must not be used any more.</summary>
    public void Dispose() => _file.Dispose();
}
