// File = 0x93 "NUMPY", version (1..3, 0), length N (u16 in version 1, else u32, little-endian), N bytes of text, data. Text = a Python
// dict literal {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } and padding. Accepted only if the data is exactly
// product(shape) elements. Source: numpy.lib.format. Every byte is hostile: nothing is evaluated, N is at most the file's length.
using System.Buffers.Binary;
using System.Globalization;

namespace FastSpectra.Checkpoints;

internal static unsafe class NpyHeader
{
    private const int PreambleBytes = 8;

    // NumPy's arrays have at most 64 dimensions.
    private const int MostDimensions = 64;

    public static StoredTensor Read(MappedFile file)
    {
        ReadOnlySpan<byte> preamble = new(file.Pointer, (int)Math.Min(file.Length, PreambleBytes + 4));
        if (preamble.Length < PreambleBytes || !IsMagic(preamble))
        {
            throw new BadDataException(file.Path, null, "does not begin with the signature of a .npy file");
        }

        int version = preamble[6];
        int lengthBytes = version == 1 ? 2 : 4;
        if (version is < 1 or > 3 || preamble[7] != 0)
        {
            throw new BadDataException(file.Path, null, $"is a .npy file of version {version}.{preamble[7]}; expected 1.0, 2.0 or 3.0");
        }

        if (preamble.Length < PreambleBytes + lengthBytes)
        {
            throw new BadDataException(file.Path, null, "ends within its header length (truncated)");
        }

        long textStart = PreambleBytes + lengthBytes;
        long length = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(preamble[8..]);
        if (length > file.Length - textStart || length > int.MaxValue)
        {
            throw new BadDataException(file.Path, null, $"header length says {length} bytes; expected at most {file.Length - textStart}, what the file holds (truncated?)");
        }

        Parser parser = new(file.Path, new ReadOnlySpan<byte>(file.Pointer + textStart, (int)length));
        parser.Parse();
        return parser.Tensor(file, textStart + length);
    }

    private static bool IsMagic(ReadOnlySpan<byte> preamble) => preamble[0] == 0x93 && preamble[1..6].SequenceEqual("NUMPY"u8);

    private ref struct Parser(string path, ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _position;
        private string? _descr;
        private bool? _fortranOrder;
        private List<long>? _shape;

        public void Parse()
        {
            Demand((byte)'{');
            while (!Take((byte)'}'))
            {
                string key = Text();
                Demand((byte)':');
                switch (key)
                {
                    case "descr" when _descr is null: _descr = Text(); break;
                    case "fortran_order" when _fortranOrder is null: _fortranOrder = Truth(); break;
                    case "shape" when _shape is null: _shape = Tuple(); break;
                    default: throw Bad($"has the key '{BadDataException.Printable(key)}'; expected descr, fortran_order and shape once each");
                }

                if (!Take((byte)','))
                {
                    Demand((byte)'}');
                    break;
                }
            }

            SkipSpace();
            if (_position != _text.Length)
            {
                throw Bad($"goes on after its end at character {_position}");
            }
        }

        public readonly StoredTensor Tensor(MappedFile file, long dataStart)
        {
            if (_descr is null || _fortranOrder is null || _shape is null)
            {
                throw Bad($"has no {(_descr is null ? "descr" : _fortranOrder is null ? "fortran_order" : "shape")}");
            }

            (ElementType type, bool bigEndian) = Type(_descr);
            long found = file.Length - dataStart;
            Int128 expected = type.Size();
            foreach (long size in _shape)
            {
                expected *= size;
                if (expected > long.MaxValue)
                {
                    throw new BadDataException(path, null, $"says shape {StoredTensor.FormatShape([.. _shape])}, more than can be counted; the file has {found} bytes of data");
                }
            }

            if (found != expected)
            {
                throw new BadDataException(path, null, $"has {found} bytes of data; expected {expected} for shape {StoredTensor.FormatShape([.. _shape])} of {type.Name()}{(found < expected ? " (truncated?)" : "")}");
            }

            return new StoredTensor(file, null, type, [.. _shape], dataStart) { IsFortranOrder = _fortranOrder.Value, IsBigEndian = bigEndian };
        }

        private readonly (ElementType Type, bool BigEndian) Type(string descr)
        {
            ElementType? type = descr.Length != 3 ? null : descr[1..] switch
            {
                "f8" => ElementType.Float64,
                "f4" => ElementType.Float32,
                "f2" => ElementType.Float16,
                "c8" => ElementType.Complex64,
                "i8" => ElementType.Int64,
                "i4" => ElementType.Int32,
                "i2" => ElementType.Int16,
                "i1" => ElementType.Int8,
                "u8" => ElementType.UInt64,
                "u4" => ElementType.UInt32,
                "u2" => ElementType.UInt16,
                "u1" => ElementType.UInt8,
                "b1" => ElementType.Boolean,
                _ => null,
            };
            if (type is null || !"<>=|".Contains(descr[0], StringComparison.Ordinal) || (descr[0] == '|' && type.Value.Size() > 1))
            {
                throw new BadDataException(
                    path, null, $"has elements of type '{BadDataException.Printable(descr)}'; expected integers or floats of at most 8 bytes, such as '<f4', '<f8' or '>f2'");
            }

            return (type.Value, descr[0] == '>' || (descr[0] == '=' && !BitConverter.IsLittleEndian));
        }

        private string Text()
        {
            SkipSpace();
            byte quote = _position < _text.Length ? _text[_position] : (byte)0;
            int length = quote is (byte)'\'' or (byte)'"' ? _text[(_position + 1)..].IndexOf(quote) : -1;
            if (length < 0)
            {
                throw Bad($"has no quoted text at character {_position}");
            }

            ReadOnlySpan<byte> bytes = _text.Slice(_position + 1, length);
            if (bytes.Contains((byte)'\\') || System.Text.Ascii.IsValid(bytes) is false)
            {
                throw Bad($"has an escape or a character beyond ASCII at character {_position}");
            }

            _position += length + 2;
            return System.Text.Encoding.ASCII.GetString(bytes);
        }

        private bool Truth()
        {
            SkipSpace();
            ReadOnlySpan<byte> rest = _text[_position..];
            bool isTrue = rest.StartsWith("True"u8);
            if (!isTrue && !rest.StartsWith("False"u8))
            {
                throw Bad($"has neither True nor False at character {_position}");
            }

            _position += isTrue ? 4 : 5;
            return isTrue;
        }

        private List<long> Tuple()
        {
            List<long> sizes = [];
            Demand((byte)'(');
            while (!Take((byte)')'))
            {
                if (sizes.Count == MostDimensions)
                {
                    throw Bad($"has a shape of more than {MostDimensions} dimensions");
                }

                sizes.Add(Integer());
                if (!Take((byte)','))
                {
                    Demand((byte)')');
                    if (sizes.Count == 1)
                    {
                        throw Bad("has a number as its shape; expected a tuple such as (3, 4) or (5,)");
                    }

                    break;
                }
            }

            return sizes;
        }

        private long Integer()
        {
            SkipSpace();
            int begin = _position;
            while (_position < _text.Length && _text[_position] is >= (byte)'0' and <= (byte)'9')
            {
                _position++;
            }

            if (!long.TryParse(_text[begin.._position], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                throw Bad($"has no size of at least 0 and below 2^63 at character {begin}");
            }

            // Python 2 wrote its long integers with an L.
            if (_position < _text.Length && _text[_position] == (byte)'L')
            {
                _position++;
            }

            return value;
        }

        private void Demand(byte expected)
        {
            if (!Take(expected))
            {
                throw Bad($"has no '{(char)expected}' at character {_position}");
            }
        }

        private bool Take(byte expected)
        {
            SkipSpace();
            bool found = _position < _text.Length && _text[_position] == expected;
            _position += found ? 1 : 0;
            return found;
        }

        private void SkipSpace()
        {
            while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
            {
                _position++;
            }
        }

        private readonly BadDataException Bad(string problem) =>
            new(path, null, $".npy header {problem}; expected a form like {{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }}");
    }
}
