// File = u64 little-endian N, N bytes of JSON, data. JSON = { "__metadata__": {text: text}?, name: { "dtype", "shape",
// "data_offsets": [begin, end] }... }. Accepted only if the tensors tile the data exactly: sorted by begin they follow each other
// without gap or overlap from 0 to the last byte, and end - begin = product(shape) * size(dtype), computed without overflow.
// Every byte is hostile: memory used is proportional to N, and N is at most the file's length.
using System.Buffers.Binary;
using System.Text.Json;

namespace FastSpectra.Checkpoints;

internal static unsafe class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";
    public const int LengthBytes = 8;

    // The format's own limit; no real header comes near it.
    public const long LongestHeader = 100_000_000;

    private const int DeepestNesting = 4;

    public static (List<StoredTensor> Tensors, Dictionary<string, string> Metadata) Read(MappedFile file)
    {
        if (file.Length < LengthBytes)
        {
            throw Bad(file, $"has {file.Length} bytes; expected a safetensors file, which begins with an 8-byte header length");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(file.Pointer, LengthBytes));
        if (length > (ulong)(file.Length - LengthBytes) || length > LongestHeader)
        {
            throw Bad(file, $"header length says {length} bytes; expected at most {Math.Min(file.Length - LengthBytes, LongestHeader)}, what the file holds (truncated, or not a safetensors file)");
        }

        long dataBytes = file.Length - LengthBytes - (long)length;
        Parser parser = new(file, dataBytes);
        try
        {
            parser.Parse(new ReadOnlySpan<byte>(file.Pointer + LengthBytes, (int)length), LengthBytes + (long)length);
        }
        catch (JsonException exception)
        {
            throw new BadDataException(file.Path, $"header is not valid JSON at byte {LengthBytes + exception.BytePositionInLine ?? 0}; expected a JSON object of tensors", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new BadDataException(file.Path, "header has text that is not valid UTF-8", exception);
        }

        parser.CheckTiling();
        return (parser.Tensors, parser.Metadata);
    }

    private static BadDataException Bad(MappedFile file, string problem) => new(file.Path, null, problem);

    private sealed class Parser(MappedFile file, long dataBytes)
    {
        private readonly List<(long Begin, long End, StoredTensor Tensor)> _ranges = [];
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public List<StoredTensor> Tensors { get; } = [];

        public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

        public void Parse(ReadOnlySpan<byte> json, long dataStart)
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
            Expect(ref reader, JsonTokenType.StartObject, null, "a JSON object of tensors");
            while (NextProperty(ref reader, out string name))
            {
                if (!_names.Add(name))
                {
                    throw new BadDataException(file.Path, name, "is in the header twice; expected unique names");
                }

                if (name == MetadataName)
                {
                    ParseMetadata(ref reader);
                }
                else
                {
                    ParseTensor(ref reader, name, dataStart);
                }
            }

            // Anything but white space after the object is an error of the reader.
            if (reader.Read())
            {
                throw Bad(file, "header has more than one JSON value; expected one object");
            }
        }

        public void CheckTiling()
        {
            _ranges.Sort((x, y) => x.Begin != y.Begin ? x.Begin.CompareTo(y.Begin) : x.End.CompareTo(y.End));
            long position = 0;
            foreach ((long begin, long end, StoredTensor tensor) in _ranges)
            {
                if (begin != position)
                {
                    throw tensor.Bad($"begins at byte {begin} of the data; expected {position}, where the tensor before it ends ({(begin < position ? "they overlap" : "a gap")})");
                }

                position = end;
                Tensors.Add(tensor);
            }

            if (position != dataBytes)
            {
                throw Bad(file, $"has {dataBytes} bytes of data; expected {position}, the sum of its tensors");
            }
        }

        private void ParseTensor(ref Utf8JsonReader reader, string name, long dataStart)
        {
            string? typeName = null;
            List<long>? shape = null;
            List<long>? offsets = null;
            Expect(ref reader, JsonTokenType.StartObject, name, "an object with dtype, shape and data_offsets");
            while (NextProperty(ref reader, out string key))
            {
                switch (key)
                {
                    case "dtype" when typeName is null:
                        Expect(ref reader, JsonTokenType.String, name, "a text for dtype");
                        typeName = reader.GetString()!;
                        break;
                    case "shape" when shape is null:
                        shape = ParseIntegers(ref reader, name, key);
                        break;
                    case "data_offsets" when offsets is null:
                        offsets = ParseIntegers(ref reader, name, key);
                        break;
                    default:
                        throw new BadDataException(file.Path, name, $"has '{BadDataException.Printable(key)}' in its header; expected dtype, shape and data_offsets once each");
                }
            }

            if (typeName is null || shape is null || offsets is null)
            {
                throw new BadDataException(file.Path, name, $"has no {(typeName is null ? "dtype" : shape is null ? "shape" : "data_offsets")} in its header");
            }

            if (!ElementTypeNames.TryParseSafetensors(typeName, out ElementType type))
            {
                throw new BadDataException(file.Path, name, $"has dtype '{BadDataException.Printable(typeName)}'; expected a known one such as F32, F64, F16, BF16 or I64");
            }

            if (offsets.Count != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes)
            {
                throw new BadDataException(file.Path, name, $"has data_offsets {Text(offsets)}; expected [begin, end] within the {dataBytes} bytes of data (truncated file?)");
            }

            long bytes = offsets[1] - offsets[0];
            Int128 expected = Bytes(shape, type);
            if (bytes != expected)
            {
                string needed = expected < 0 ? "more bytes than can be counted" : $"{expected} bytes";
                throw new BadDataException(file.Path, name, $"has {bytes} bytes; expected {needed} for shape {Text(shape)} of {typeName}");
            }

            _ranges.Add((offsets[0], offsets[1], new StoredTensor(file, name, type, [.. shape], dataStart + offsets[0])));
        }

        // product(shape) * size, or -1 where a partial product leaves 63 bits.
        private static Int128 Bytes(List<long> shape, ElementType type)
        {
            Int128 bytes = type.Size();
            foreach (long size in shape)
            {
                bytes *= size;
                if (bytes > long.MaxValue)
                {
                    return -1;
                }
            }

            return bytes;
        }

        private void ParseMetadata(ref Utf8JsonReader reader)
        {
            Expect(ref reader, JsonTokenType.StartObject, MetadataName, "an object of texts");
            while (NextProperty(ref reader, out string key))
            {
                Expect(ref reader, JsonTokenType.String, MetadataName, "a text for every key");
                if (!Metadata.TryAdd(key, reader.GetString()!))
                {
                    throw new BadDataException(file.Path, MetadataName, $"has '{BadDataException.Printable(key)}' twice; expected unique keys");
                }
            }
        }

        private List<long> ParseIntegers(ref Utf8JsonReader reader, string name, string key)
        {
            List<long> values = [];
            Expect(ref reader, JsonTokenType.StartArray, name, $"an array of integers for {key}");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value) || value < 0)
                {
                    throw new BadDataException(file.Path, name, $"has a {key} that is not a list of integers of at least 0 and below 2^63");
                }

                values.Add(value);
            }

            return values;
        }

        private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string? name, string expected)
        {
            if (!reader.Read() || reader.TokenType != type)
            {
                throw new BadDataException(file.Path, name, $"header has {reader.TokenType} at byte {LengthBytes + reader.TokenStartIndex}; expected {expected}");
            }
        }

        private static bool NextProperty(ref Utf8JsonReader reader, out string name)
        {
            reader.Read();
            bool isProperty = reader.TokenType == JsonTokenType.PropertyName;
            name = isProperty ? reader.GetString()! : "";
            return isProperty;
        }

        private static string Text(List<long> values) =>
            values.Count <= 16 ? StoredTensor.FormatShape([.. values]) : $"[{values[0]}, ... {values.Count} numbers]";
    }
}
