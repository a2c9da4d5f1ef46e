using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>One lane: the plain element, from which <see cref="LanesPair{TLanes, T}"/> builds the full group without SIMD.</summary>
internal readonly unsafe struct LanesScalar<T>(T v) : ILanes<LanesScalar<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly T V = v;

    public static int Count => 1;

    public static LanesScalar<T> Zero => new(T.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> BroadcastBits(ulong bits) => FromBits(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Load(T* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, LanesScalar<T> value) => *destination = value.V;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> LoadPartial(T* source, int count) => count > 0 ? new(*source) : Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(T* destination, LanesScalar<T> value, int count)
    {
        if (count > 0)
        {
            *destination = value.V;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> LoadSingle(float* source) => new(T.CreateTruncating(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, LanesScalar<T> value) => *destination = float.CreateTruncating(value.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator +(LanesScalar<T> x, LanesScalar<T> y) => new(x.V + y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator -(LanesScalar<T> x, LanesScalar<T> y) => new(x.V - y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator *(LanesScalar<T> x, LanesScalar<T> y) => new(x.V * y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator /(LanesScalar<T> x, LanesScalar<T> y) => new(x.V / y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator &(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) & Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator |(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) | Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> operator ^(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) ^ Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> AndNot(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) & ~Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> FusedMultiplyAdd(LanesScalar<T> a, LanesScalar<T> b, LanesScalar<T> c) =>
        new(Fused.MultiplyAdd(a.V, b.V, c.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref LanesScalar<T> sum, LanesScalar<T> a, LanesScalar<T> b) => sum = FusedMultiplyAdd(a, b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(T* c, LanesScalar<T> sum, LanesScalar<T> alpha, LanesScalar<T> beta, bool read, bool scaled) =>
        *c = read ? Fused.MultiplyAdd(alpha.V, sum.V, scaled ? beta.V * *c : *c) : alpha.V * sum.V;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Sqrt(LanesScalar<T> x) => new(T.Sqrt(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> LessThan(LanesScalar<T> x, LanesScalar<T> y) => FromBits(x.V < y.V ? ulong.MaxValue : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Smaller(LanesScalar<T> x, LanesScalar<T> y) => Select(LessThan(x, y), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Larger(LanesScalar<T> x, LanesScalar<T> y) => Select(LessThan(y, x), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> EqualTo(LanesScalar<T> x, LanesScalar<T> y) => FromBits(x.V == y.V ? ulong.MaxValue : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Select(LanesScalar<T> mask, LanesScalar<T> x, LanesScalar<T> y) =>
        FromBits((Bits(x) & Bits(mask)) | (Bits(y) & ~Bits(mask)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> SelectLess(LanesScalar<T> x, LanesScalar<T> y, LanesScalar<T> a, LanesScalar<T> b) => x.V < y.V ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> SelectEqual(LanesScalar<T> x, LanesScalar<T> y, LanesScalar<T> a, LanesScalar<T> b) => x.V == y.V ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBit(LanesScalar<T> mask) => Bits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> AddBits(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) + Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> SubtractBits(LanesScalar<T> x, LanesScalar<T> y) => FromBits(Bits(x) - Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> ShiftLeftBits(LanesScalar<T> x, int count) => FromBits(Bits(x) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> ShiftRightBits(LanesScalar<T> x, int count) => FromBits(Bits(x) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> UpperToLow32(LanesScalar<T> x) => ShiftRightBits(x, 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> MultiplyLow32(LanesScalar<T> x, LanesScalar<T> y) => FromBits((ulong)(uint)Bits(x) * (uint)Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Xor(LanesScalar<T> x, LanesScalar<T> y, LanesScalar<T> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLow32(uint* destination, LanesScalar<T> value) => *destination = (uint)Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<T> Lookup(float* table, LanesScalar<T> index) => FromBits(BitConverter.SingleToUInt32Bits(table[Bits(index) & 15]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumTree(LanesScalar<T> x) => x.V;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(LanesScalar<T> x) =>
        sizeof(T) == 4 ? Unsafe.BitCast<T, uint>(x.V) : Unsafe.BitCast<T, ulong>(x.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LanesScalar<T> FromBits(ulong bits) =>
        new(sizeof(T) == 4 ? Unsafe.BitCast<uint, T>((uint)bits) : Unsafe.BitCast<ulong, T>(bits));
}
