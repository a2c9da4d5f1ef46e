using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CommunityToolkit.HighPerformance.Buffers;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>
/// What a golden workload computed, as bytes: little-endian elements, every NaN the same NaN, in the order they were added.
/// </summary>
/// <remarks>NaN is made canonical because x64 and arm64 differ in the sign and payload of a NaN that arithmetic creates.</remarks>
public sealed class GoldenOutput : IDisposable
{
    /// <summary>Number of parts whose short hashes the golden file holds, to say where an output differs.</summary>
    public const int Parts = 32;

    private readonly ArrayPoolBufferWriter<byte> _bytes = new(1 << 16);
    private readonly List<Segment> _segments = [];

    /// <summary>Everything added so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Adds floats.</summary>
    public void Add(string label, ReadOnlySpan<float> values)
    {
        Begin(label, sizeof(float));
        Span<byte> target = _bytes.GetSpan(Math.Max(1, values.Length * sizeof(float)));
        for (int i = 0; i < values.Length; i++)
        {
            uint bits = float.IsNaN(values[i]) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(values[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(target[(i * sizeof(float))..], bits);
        }

        _bytes.Advance(values.Length * sizeof(float));
    }

    /// <summary>Adds doubles.</summary>
    public void Add(string label, ReadOnlySpan<double> values)
    {
        Begin(label, sizeof(double));
        Span<byte> target = _bytes.GetSpan(Math.Max(1, values.Length * sizeof(double)));
        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = double.IsNaN(values[i]) ? 0x7FF8000000000000 : BitConverter.DoubleToUInt64Bits(values[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(target[(i * sizeof(double))..], bits);
        }

        _bytes.Advance(values.Length * sizeof(double));
    }

    /// <summary>Adds floats or doubles.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is neither.</exception>
    public void Add<T>(string label, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Add(label, MemoryMarshal.Cast<T, float>(values));
        }
        else if (typeof(T) == typeof(double))
        {
            Add(label, MemoryMarshal.Cast<T, double>(values));
        }
        else
        {
            throw new ArgumentException($"float or double expected, not {typeof(T).Name}", nameof(values));
        }
    }

    /// <summary>Adds a matrix, row after row.</summary>
    public void Add<T>(string label, Matrix<T> matrix)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Add<T>(label, matrix.Span);
    }

    /// <summary>Adds raw bytes, such as a result file.</summary>
    public void AddBytes(string label, ReadOnlySpan<byte> bytes)
    {
        Begin(label, 1);
        _bytes.Write(bytes);
    }

    /// <summary>SHA-256 of all bytes, in lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>The first two bytes of the SHA-256 of each of <see cref="Parts"/> equal parts, in hexadecimal.</summary>
    public string PartHashes()
    {
        Span<byte> result = stackalloc byte[2 * Parts];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (int part = 0; part < Parts; part++)
        {
            (int begin, int end) = PartRange(part, Bytes.Length);
            SHA256.HashData(Bytes[begin..end], hash);
            hash[..2].CopyTo(result[(2 * part)..]);
        }

        return Convert.ToHexStringLower(result);
    }

    /// <summary>Describes the first element in which this output differs from another, or null if they are equal.</summary>
    public string? FirstDifference(GoldenOutput other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ReadOnlySpan<byte> mine = Bytes;
        ReadOnlySpan<byte> theirs = other.Bytes;
        int same = mine.CommonPrefixLength(theirs);
        if (same == mine.Length && same == theirs.Length)
        {
            return null;
        }

        (string position, int begin, int size) = Locate(same);
        return same >= Math.Min(mine.Length, theirs.Length)
            ? $"{position}: lengths differ, {mine.Length} and {theirs.Length} bytes"
            : $"{position}: {Hexadecimal(mine, begin, size)} and {Hexadecimal(theirs, begin, size)}";
    }

    /// <summary>Says where this output first differs from the golden one, as far as the part hashes tell.</summary>
    public string DifferenceFrom(string goldenPartHashes)
    {
        ArgumentNullException.ThrowIfNull(goldenPartHashes);
        string own = PartHashes();
        for (int part = 0; part < Parts; part++)
        {
            int at = 4 * part;
            if (goldenPartHashes.Length >= at + 4 && !own.AsSpan(at, 4).SequenceEqual(goldenPartHashes.AsSpan(at, 4)))
            {
                (int begin, int end) = PartRange(part, Bytes.Length);
                (string first, int start, int size) = Locate(begin);
                (string last, _, _) = Locate(Math.Max(begin, end - 1));
                return $"between {first} (here {Hexadecimal(Bytes, start, size)}) and {last}";
            }
        }

        return "in a place that the short hashes do not tell";
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private static (int Begin, int End) PartRange(int part, int length) =>
        ((int)((long)length * part / Parts), (int)((long)length * (part + 1) / Parts));

    private static string Hexadecimal(ReadOnlySpan<byte> bytes, int begin, int size)
    {
        Span<byte> element = stackalloc byte[size];
        bytes.Slice(begin, Math.Min(size, bytes.Length - begin)).CopyTo(element);
        element.Reverse();
        return $"0x{Convert.ToHexString(element)}";
    }

    private void Begin(string label, int elementSize) => _segments.Add(new Segment(label, elementSize, _bytes.WrittenCount));

    private (string Position, int Begin, int Size) Locate(int offset)
    {
        int index = _segments.FindLastIndex(segment => segment.Begin <= offset);
        if (index < 0)
        {
            return ("start", 0, 1);
        }

        Segment found = _segments[index];
        int element = (offset - found.Begin) / found.ElementSize;
        return ($"{found.Label}[{element}]", found.Begin + (element * found.ElementSize), found.ElementSize);
    }

    private readonly record struct Segment(string Label, int ElementSize, int Begin);
}
