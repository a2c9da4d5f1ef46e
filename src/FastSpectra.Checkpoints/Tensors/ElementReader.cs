// value(type, bytes, byte order): the number an element encodes, converted to float or double with at most one rounding
// (to nearest, ties to even); narrower floats convert exactly. Cost: one pass over the bytes, no allocation.
// Formats: IEEE 754-2019; bfloat16; OCP 8-bit floating point specification 1.0 (E4M3FN, E5M2), OCP MX 1.0 (E8M0).
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.Checkpoints;

/// <summary>Reads one element as T (float or double). Unsafe: the caller guarantees readable bytes at the address.</summary>
internal unsafe interface IElementReader<T>
    where T : unmanaged
{
    static abstract T Read(byte* source);
}

/// <summary>Calls back with the reader of an element type: type and byte order are decided once, not per element.</summary>
internal interface IElementReaderUser<T>
    where T : unmanaged
{
    void Run<TReader>()
        where TReader : struct, IElementReader<T>;
}

internal static unsafe class ElementReader
{
    private static readonly float[] s_e4m3 = Table(exponentBits: 4, bias: 7, code => (code & 0x7F) == 0x7F ? float.NaN : null);

    private static readonly float[] s_e5m2 = Table(exponentBits: 5, bias: 15, code => (code & 0x7C) != 0x7C ? null
        : (code & 3) != 0 ? float.NaN
        : code < 0x80 ? float.PositiveInfinity : float.NegativeInfinity);

    /// <summary>Runs <paramref name="user"/> with the reader for the type, or returns false where it is not a real number.</summary>
    public static bool Use<T, TUser>(ElementType type, bool bigEndian, ref TUser user)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUser : IElementReaderUser<T>
    {
        bool swap = bigEndian == BitConverter.IsLittleEndian;
        switch (type)
        {
            case ElementType.Float64 when swap: user.Run<SwappedDouble<T>>(); return true;
            case ElementType.Float32 when swap: user.Run<SwappedSingle<T>>(); return true;
            case ElementType.Float16 when swap: user.Run<SwappedHalf<T>>(); return true;
            case ElementType.Float64: user.Run<Plain<T, double>>(); return true;
            case ElementType.Float32: user.Run<Plain<T, float>>(); return true;
            case ElementType.Float16: user.Run<Plain<T, Half>>(); return true;
            case ElementType.BFloat16: user.Run<BrainFloat<T>>(); return true;
            case ElementType.Float8E4M3: user.Run<E4M3<T>>(); return true;
            case ElementType.Float8E5M2: user.Run<E5M2<T>>(); return true;
            case ElementType.Float8E8M0: user.Run<E8M0<T>>(); return true;
            case ElementType.Int64 when swap: user.Run<SwappedInteger<T, long>>(); return true;
            case ElementType.Int32 when swap: user.Run<SwappedInteger<T, int>>(); return true;
            case ElementType.Int16 when swap: user.Run<SwappedInteger<T, short>>(); return true;
            case ElementType.UInt64 when swap: user.Run<SwappedInteger<T, ulong>>(); return true;
            case ElementType.UInt32 when swap: user.Run<SwappedInteger<T, uint>>(); return true;
            case ElementType.UInt16 when swap: user.Run<SwappedInteger<T, ushort>>(); return true;
            case ElementType.Int64: user.Run<Plain<T, long>>(); return true;
            case ElementType.Int32: user.Run<Plain<T, int>>(); return true;
            case ElementType.Int16: user.Run<Plain<T, short>>(); return true;
            case ElementType.Int8: user.Run<Plain<T, sbyte>>(); return true;
            case ElementType.UInt64: user.Run<Plain<T, ulong>>(); return true;
            case ElementType.UInt32: user.Run<Plain<T, uint>>(); return true;
            case ElementType.UInt16: user.Run<Plain<T, ushort>>(); return true;
            case ElementType.UInt8: user.Run<Plain<T, byte>>(); return true;
            case ElementType.Boolean: user.Run<Truth<T>>(); return true;
            default: return false;
        }
    }

    // All 256 values of an 8-bit float: (-1)^s 2^(e - bias) (1 + m), or 2^(1 - bias) m where e = 0; 'special' overrides.
    private static float[] Table(int exponentBits, int bias, Func<int, float?> special)
    {
        int mantissaBits = 7 - exponentBits;
        float[] table = new float[256];
        for (int code = 0; code < 256; code++)
        {
            int exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
            int mantissa = code & ((1 << mantissaBits) - 1);
            int integer = exponent == 0 ? mantissa : (1 << mantissaBits) + mantissa;
            float magnitude = MathF.ScaleB(integer, Math.Max(exponent, 1) - bias - mantissaBits);
            table[code] = special(code) ?? (code < 128 ? magnitude : -magnitude);
        }

        return table;
    }

    private readonly struct Plain<T, TStored> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged, INumberBase<TStored>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source) => T.CreateTruncating(Unsafe.ReadUnaligned<TStored>(source));
    }

    private readonly struct SwappedInteger<T, TStored> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStored : unmanaged, IBinaryInteger<TStored>, IMinMaxValue<TStored>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source)
        {
            ReadOnlySpan<byte> bytes = new(source, sizeof(TStored));
            bool isUnsigned = TStored.IsZero(TStored.MinValue);
            TStored value = BitConverter.IsLittleEndian ? TStored.ReadBigEndian(bytes, isUnsigned) : TStored.ReadLittleEndian(bytes, isUnsigned);
            return T.CreateTruncating(value);
        }
    }

    private readonly struct SwappedDouble<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source) =>
            T.CreateTruncating(BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(source))));
    }

    private readonly struct SwappedSingle<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source) =>
            T.CreateTruncating(BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(source))));
    }

    private readonly struct SwappedHalf<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source) =>
            T.CreateTruncating(BitConverter.UInt16BitsToHalf(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(source))));
    }

    private readonly struct BrainFloat<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read(byte* source) =>
            T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)(source[0] | (source[1] << 8)) << 16));
    }

    private readonly struct E4M3<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Read(byte* source) => T.CreateTruncating(s_e4m3[*source]);
    }

    private readonly struct E5M2<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Read(byte* source) => T.CreateTruncating(s_e5m2[*source]);
    }

    private readonly struct E8M0<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Read(byte* source) => *source == 255 ? T.NaN : T.ScaleB(T.One, *source - 127);
    }

    private readonly struct Truth<T> : IElementReader<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Read(byte* source) => *source == 0 ? T.Zero : T.One;
    }
}
