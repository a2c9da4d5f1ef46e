// After Commit the file holds the tensors sorted by element size (largest first), then by name, so that every tensor is aligned
// to its elements and the bytes do not depend on the order of Add. Data is streamed to a scratch file beside the destination as it
// is added and copied into its place once the header is known, that of other files straight from there: memory use is independent of the size of the data.
using System.Buffers.Binary;
using System.Text.Json;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Checkpoints;

/// <summary>
/// Writes a safetensors file. The destination appears, complete, when <see cref="Commit"/> returns; without it nothing remains.
/// </summary>
/// <remarks>The same tensors give the same bytes, in whatever order they are added.</remarks>
public sealed unsafe class SafetensorsWriter : IDisposable
{
    // The header is padded with spaces so that data begins on a multiple of this.
    private const int Alignment = 8;
    private const int CopyBuffer = 1 << 20;

    private readonly string _path;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly AtomicFileStream _scratch;

    /// <summary>Starts a file that will replace <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public SafetensorsWriter(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _path = path;
        _scratch = new AtomicFileStream(path + ".data");
    }

    /// <summary>Adds a text to the header's <c>__metadata__</c>.</summary>
    /// <exception cref="ArgumentException">The key was added before.</exception>
    public void AddMetadata(string key, string value) => _metadata.Add(key, value);

    /// <summary>Adds a tensor whose elements are given in C order.</summary>
    /// <exception cref="ArgumentException">The name was added before or is reserved, or the shape does not match the number of elements.</exception>
    public void Add<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape)
        {
            count = checked(count * size);
        }

        if (count != elements.Length)
        {
            throw new ArgumentException($"tensor '{name}' has {elements.Length} elements, shape {StoredTensor.FormatShape(shape)}", nameof(elements));
        }

        Begin<T>(name, shape);
        Write(_scratch.Stream, elements);
    }

    /// <summary>Adds a vector of shape [length].</summary>
    /// <exception cref="ArgumentException">The name was added before or is reserved.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> elements)
        where T : unmanaged => Add(name, [elements.Length], elements);

    /// <summary>Adds a matrix of shape [rows, columns].</summary>
    /// <exception cref="ArgumentException">The name was added before or is reserved.</exception>
    public void Add<T>(string name, Matrix<T> matrix)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Add(name, matrix.View);
        GC.KeepAlive(matrix);
    }

    /// <summary>Adds a matrix of shape [rows, columns] with any strides.</summary>
    /// <exception cref="ArgumentException">The name was added before or is reserved.</exception>
    public void Add<T>(string name, MatrixView<T> matrix)
        where T : unmanaged
    {
        Begin<T>(name, [matrix.Rows, matrix.Columns]);
        Write(_scratch.Stream, matrix);
    }

    /// <summary>
    /// Adds a matrix of shape [rows, columns] that <see cref="Commit"/> reads: it must not change or be disposed before. A copy through the scratch
    /// file less than <see cref="Add{T}(string, Matrix{T})"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The name was added before or is reserved.</exception>
    public void AddReference<T>(string name, Matrix<T> matrix)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Begin<T>(name, [matrix.Rows, matrix.Columns]);
        _entries[^1].Write = stream =>
        {
            Write(stream, matrix.View);
            GC.KeepAlive(matrix);
        };
    }

    /// <summary>Adds a tensor of another safetensors file as it is stored there. <see cref="Commit"/> opens that file again and copies the elements.</summary>
    /// <exception cref="ArgumentException">The name was added before, or the tensor has none because it is of another kind of file.</exception>
    public void Add(StoredTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Name is null)
        {
            throw new ArgumentException($"{tensor.File}: expected a tensor of a safetensors file", nameof(tensor));
        }

        Begin(tensor.Name, tensor.Type, [.. tensor.Shape]);
        _entries[^1].File = tensor.File;
    }

    /// <summary>Writes header and data to the destination in one step.</summary>
    /// <exception cref="IOException">The file cannot be written; an earlier one of that name is kept.</exception>
    /// <exception cref="BadDataException">A file that tensors were added from is not what it was.</exception>
    public void Commit()
    {
        _entries.Sort((x, y) => x.Type.Size() != y.Type.Size() ? y.Type.Size().CompareTo(x.Type.Size()) : string.CompareOrdinal(x.Name, y.Name));
        using AtomicFileStream file = new(_path);
        WriteHeader(file.Stream);
        byte[] buffer = new byte[CopyBuffer];
        SafetensorsFile? source = null;
        try
        {
            foreach (Entry entry in _entries)
            {
                if (entry.Write is not null)
                {
                    entry.Write(file.Stream);
                    continue;
                }

                if (entry.File is null)
                {
                    CopyFromScratch(entry, buffer, file.Stream);
                    continue;
                }

                // One file open at a time: a run may have more parts than a process may have mappings.
                if (source?.Path != entry.File)
                {
                    source?.Dispose();
                    source = null;
                    source = SafetensorsFile.Open(entry.File);
                }

                StoredTensor tensor = source[entry.Name];
                tensor.RequireShape(entry.Shape);
                if (tensor.Type != entry.Type)
                {
                    throw tensor.Bad($"holds {tensor.Type.Name()} elements; expected {entry.Type.Name()} as when it was added");
                }

                tensor.WriteTo(file.Stream);
            }
        }
        finally
        {
            source?.Dispose();
        }

        file.Commit();
    }

    /// <summary>Removes the scratch file.</summary>
    public void Dispose() => _scratch.Dispose();

    private void CopyFromScratch(Entry entry, byte[] buffer, Stream target)
    {
        _scratch.Stream.Position = entry.Begin;
        for (long left = entry.Bytes; left > 0;)
        {
            int read = _scratch.Stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                throw new EndOfStreamException($"{_path}: its scratch file was cut short");
            }

            target.Write(buffer, 0, read);
            left -= read;
        }
    }

    private void Begin<T>(string name, ReadOnlySpan<long> shape)
        where T : unmanaged => Begin(name, ElementTypeNames.Of<T>(), shape);

    private void Begin(string name, ElementType type, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == SafetensorsHeader.MetadataName || !_names.Add(name))
        {
            throw new ArgumentException($"tensor name '{name}' is {(name == SafetensorsHeader.MetadataName ? "reserved" : "taken")}", nameof(name));
        }

        _entries.Add(new Entry(name, type, shape.ToArray(), _scratch.Stream.Position));
    }

    private static void Write<T>(Stream stream, MatrixView<T> matrix)
        where T : unmanaged
    {
        if (matrix.ColumnStride == 1)
        {
            long count = (long)matrix.Rows * matrix.Columns;
            if (matrix.RowStride == matrix.Columns && count <= int.MaxValue)
            {
                Write(stream, new ReadOnlySpan<T>(matrix.Data, (int)count));
                return;
            }

            for (int i = 0; i < matrix.Rows; i++)
            {
                Write(stream, new ReadOnlySpan<T>(matrix.Data + (i * matrix.RowStride), matrix.Columns));
            }

            return;
        }

        T[] row = new T[matrix.Columns];
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = matrix[i, j];
            }

            Write<T>(stream, row);
        }
    }

    private static void Write<T>(Stream stream, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian && sizeof(T) > 1)
        {
            throw new PlatformNotSupportedException("safetensors are written on little-endian machines only");
        }

        // A span of 2^31-1 elements may hold more bytes than a span of bytes can.
        while (elements.Length > 0)
        {
            int count = Math.Min(elements.Length, CopyBuffer);
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(elements[..count]));
            elements = elements[count..];
        }
    }

    private void WriteHeader(Stream stream)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (_metadata.Count > 0)
            {
                writer.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach ((string key, string value) in _metadata)
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            long position = 0;
            foreach (Entry entry in _entries)
            {
                writer.WriteStartObject(entry.Name);
                writer.WriteString("dtype", entry.Type.SafetensorsName());
                WriteIntegers(writer, "shape", entry.Shape);
                WriteIntegers(writer, "data_offsets", [position, position + entry.Bytes]);
                writer.WriteEndObject();
                position += entry.Bytes;
            }

            writer.WriteEndObject();
        }

        while (json.Length % Alignment != 0)
        {
            json.WriteByte((byte)' ');
        }

        Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        json.WriteTo(stream);
    }

    private static void WriteIntegers(Utf8JsonWriter writer, string name, ReadOnlySpan<long> values)
    {
        writer.WriteStartArray(name);
        foreach (long value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    private sealed class Entry(string name, ElementType type, long[] shape, long begin)
    {
        public string Name => name;

        public ElementType Type => type;

        public long[] Shape => shape;

        public long Begin => begin;

        public long Bytes { get; } = shape.Aggregate((long)type.Size(), (bytes, size) => checked(bytes * size));

        /// <summary>The file that holds the tensor, null where another place does.</summary>
        public string? File { get; set; }

        /// <summary>Writes the tensor, null where it is in a file.</summary>
        public Action<Stream>? Write { get; set; }
    }
}
