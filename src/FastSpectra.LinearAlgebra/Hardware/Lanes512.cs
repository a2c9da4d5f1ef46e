using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>The lanes of one 512-bit register.</summary>
internal unsafe struct Lanes512<T>(Vector512<T> v) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    public Vector512<T> V = v;

    public static int Count => Vector512<T>.Count;

    public static Lanes512<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> BroadcastBits(ulong bits) => sizeof(T) == 4
        ? new(Vector512.Create((uint)bits).As<uint, T>())
        : new(Vector512.Create(bits).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Lanes512<T> value) => value.V.Store(destination);

#if NET10_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadPartial(T* source, int count) => sizeof(T) == 4
        ? new(Avx512F.MaskLoad((float*)source, Mask(count).AsSingle(), Vector512<float>.Zero).As<float, T>())
        : new(Avx512F.MaskLoad((double*)source, Mask(count).AsDouble(), Vector512<double>.Zero).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(T* destination, Lanes512<T> value, int count)
    {
        if (sizeof(T) == 4)
        {
            Avx512F.MaskStore((float*)destination, Mask(count).AsSingle(), value.V.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)destination, Mask(count).AsDouble(), value.V.AsDouble());
        }
    }

    // All bits set in the first lanes; masked-off lanes are neither read nor written, not even across a page border.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Mask(int count) => sizeof(T) == 4
        ? Vector512.GreaterThan(Vector512.Create(count), Vector512<int>.Indices).As<int, T>()
        : Vector512.GreaterThan(Vector512.Create((long)count), Vector512<long>.Indices).As<long, T>();
#else
    // .NET 9 has no masked load of 512 bits: two of 256, which touch masked-off lanes as little.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadPartial(T* source, int count) => new(Vector512.Create(
        Lanes256<T>.LoadPartial(source, count).V,
        Lanes256<T>.LoadPartial(source + Lanes256<T>.Count, count - Lanes256<T>.Count).V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(T* destination, Lanes512<T> value, int count)
    {
        Lanes256<T>.StorePartial(destination, new(value.V.GetLower()), count);
        Lanes256<T>.StorePartial(destination + Lanes256<T>.Count, new(value.V.GetUpper()), count - Lanes256<T>.Count);
    }
#endif

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadSingle(float* source)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector512.Load(source).As<float, T>());
        }

        return new(Avx512F.ConvertToVector512Double(Vector256.Load(source)).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, Lanes512<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            value.V.AsSingle().Store(destination);
            return;
        }

        Avx512F.ConvertToVector256Single(value.V.AsDouble()).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> x, Lanes512<T> y) => new(x.V + y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> x, Lanes512<T> y) => new(x.V - y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> x, Lanes512<T> y) => new(x.V * y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> x, Lanes512<T> y) => new(x.V / y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> x, Lanes512<T> y) => new(x.V & y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> x, Lanes512<T> y) => new(x.V | y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator ^(Lanes512<T> x, Lanes512<T> y) => new(x.V ^ y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AndNot(Lanes512<T> x, Lanes512<T> y) => new(Vector512.AndNot(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FusedMultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        typeof(T) == typeof(float)
            ? new(Vector512.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), c.V.AsSingle()).As<float, T>())
            : new(Vector512.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), c.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes512<T> sum, Lanes512<T> a, Lanes512<T> b)
    {
        // Assigned to the field itself: a value that passes through a temporary loses its register.
        if (typeof(T) == typeof(float))
        {
            sum.V = Vector512.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), sum.V.AsSingle()).As<float, T>();
        }
        else
        {
            sum.V = Vector512.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), sum.V.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(T* c, Lanes512<T> sum, Lanes512<T> alpha, Lanes512<T> beta, bool read, bool scaled)
    {
        Vector512<T> value;
        if (read)
        {
            value = Vector512.Load(c);
            if (scaled)
            {
                value *= beta.V;
            }

            value = typeof(T) == typeof(float)
                ? Vector512.FusedMultiplyAdd(alpha.V.AsSingle(), sum.V.AsSingle(), value.AsSingle()).As<float, T>()
                : Vector512.FusedMultiplyAdd(alpha.V.AsDouble(), sum.V.AsDouble(), value.AsDouble()).As<double, T>();
        }
        else
        {
            value = alpha.V * sum.V;
        }

        value.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LessThan(Lanes512<T> x, Lanes512<T> y) => new(Vector512.LessThan(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Smaller(Lanes512<T> x, Lanes512<T> y) => typeof(T) == typeof(float)
        ? new(Avx512F.Min(x.V.AsSingle(), y.V.AsSingle()).As<float, T>())
        : new(Avx512F.Min(x.V.AsDouble(), y.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Larger(Lanes512<T> x, Lanes512<T> y) => typeof(T) == typeof(float)
        ? new(Avx512F.Max(x.V.AsSingle(), y.V.AsSingle()).As<float, T>())
        : new(Avx512F.Max(x.V.AsDouble(), y.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> EqualTo(Lanes512<T> x, Lanes512<T> y) => new(Vector512.Equals(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> x, Lanes512<T> y) =>
        new(Vector512.ConditionalSelect(mask.V, x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectLess(Lanes512<T> x, Lanes512<T> y, Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SelectEqual(Lanes512<T> x, Lanes512<T> y, Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBit(Lanes512<T> mask) => mask.V.AsByte() != Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddBits(Lanes512<T> x, Lanes512<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() + y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() + y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SubtractBits(Lanes512<T> x, Lanes512<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() - y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() - y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftLeftBits(Lanes512<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() << count).As<uint, T>())
        : new((x.V.AsUInt64() << count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftRightBits(Lanes512<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() >>> count).As<uint, T>())
        : new((x.V.AsUInt64() >>> count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> UpperToLow32(Lanes512<T> x) => new(Avx512F.Shuffle(x.V.AsUInt32(), 0xF5).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyLow32(Lanes512<T> x, Lanes512<T> y) =>
        new(Avx512F.Multiply(x.V.AsUInt32(), y.V.AsUInt32()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Xor(Lanes512<T> x, Lanes512<T> y, Lanes512<T> z) =>
        new(Avx512F.TernaryLogic(x.V.AsUInt64(), y.V.AsUInt64(), z.V.AsUInt64(), 0x96).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLow32(uint* destination, Lanes512<T> value) => Avx512F.ConvertToVector256UInt32(value.V.AsUInt64()).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Lookup(float* table, Lanes512<T> index) =>
        new(Avx512F.PermuteVar16x32(Vector512.Load(table), index.V.AsInt32()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumTree(Lanes512<T> x)
    {
        return Lanes256<T>.SumTree(new Lanes256<T>(x.V.GetLower() + x.V.GetUpper()));
    }
}
