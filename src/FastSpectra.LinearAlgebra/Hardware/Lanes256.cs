using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>The lanes of one 256-bit register.</summary>
internal unsafe struct Lanes256<T>(Vector256<T> v) : ILanes<Lanes256<T>, T>
    where T : unmanaged
{
    public Vector256<T> V = v;

    public static int Count => Vector256<T>.Count;

    public static Lanes256<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> BroadcastBits(ulong bits) => sizeof(T) == 4
        ? new(Vector256.Create((uint)bits).As<uint, T>())
        : new(Vector256.Create(bits).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Lanes256<T> value) => value.V.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LoadPartial(T* source, int count) => sizeof(T) == 4
        ? new(Avx.MaskLoad((float*)source, Mask(count).AsSingle()).As<float, T>())
        : new(Avx.MaskLoad((double*)source, Mask(count).AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(T* destination, Lanes256<T> value, int count)
    {
        if (sizeof(T) == 4)
        {
            Avx.MaskStore((float*)destination, Mask(count).AsSingle(), value.V.AsSingle());
        }
        else
        {
            Avx.MaskStore((double*)destination, Mask(count).AsDouble(), value.V.AsDouble());
        }
    }

    // All bits set in the first lanes; masked-off lanes are neither read nor written, not even across a page border.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Mask(int count) => sizeof(T) == 4
        ? Vector256.GreaterThan(Vector256.Create(count), Vector256<int>.Indices).As<int, T>()
        : Vector256.GreaterThan(Vector256.Create((long)count), Vector256<long>.Indices).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LoadSingle(float* source)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector256.Load(source).As<float, T>());
        }

        return new(Avx.ConvertToVector256Double(Vector128.Load(source)).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, Lanes256<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            value.V.AsSingle().Store(destination);
            return;
        }

        Avx.ConvertToVector128Single(value.V.AsDouble()).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> x, Lanes256<T> y) => new(x.V + y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> x, Lanes256<T> y) => new(x.V - y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> x, Lanes256<T> y) => new(x.V * y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> x, Lanes256<T> y) => new(x.V / y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator &(Lanes256<T> x, Lanes256<T> y) => new(x.V & y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> x, Lanes256<T> y) => new(x.V | y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator ^(Lanes256<T> x, Lanes256<T> y) => new(x.V ^ y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AndNot(Lanes256<T> x, Lanes256<T> y) => new(Vector256.AndNot(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FusedMultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) =>
        typeof(T) == typeof(float)
            ? new(Vector256.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), c.V.AsSingle()).As<float, T>())
            : new(Vector256.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), c.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes256<T> sum, Lanes256<T> a, Lanes256<T> b)
    {
        // Assigned to the field itself: a value that passes through a temporary loses its register.
        if (typeof(T) == typeof(float))
        {
            sum.V = Vector256.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), sum.V.AsSingle()).As<float, T>();
        }
        else
        {
            sum.V = Vector256.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), sum.V.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(T* c, Lanes256<T> sum, Lanes256<T> alpha, Lanes256<T> beta, bool read, bool scaled)
    {
        Vector256<T> value;
        if (read)
        {
            value = Vector256.Load(c);
            if (scaled)
            {
                value *= beta.V;
            }

            value = typeof(T) == typeof(float)
                ? Vector256.FusedMultiplyAdd(alpha.V.AsSingle(), sum.V.AsSingle(), value.AsSingle()).As<float, T>()
                : Vector256.FusedMultiplyAdd(alpha.V.AsDouble(), sum.V.AsDouble(), value.AsDouble()).As<double, T>();
        }
        else
        {
            value = alpha.V * sum.V;
        }

        value.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> x) => new(Vector256.Sqrt(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LessThan(Lanes256<T> x, Lanes256<T> y) => new(Vector256.LessThan(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Smaller(Lanes256<T> x, Lanes256<T> y) => typeof(T) == typeof(float)
        ? new(Avx.Min(x.V.AsSingle(), y.V.AsSingle()).As<float, T>())
        : new(Avx.Min(x.V.AsDouble(), y.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Larger(Lanes256<T> x, Lanes256<T> y) => typeof(T) == typeof(float)
        ? new(Avx.Max(x.V.AsSingle(), y.V.AsSingle()).As<float, T>())
        : new(Avx.Max(x.V.AsDouble(), y.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> EqualTo(Lanes256<T> x, Lanes256<T> y) => new(Vector256.Equals(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> x, Lanes256<T> y) =>
        new(Vector256.ConditionalSelect(mask.V, x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectLess(Lanes256<T> x, Lanes256<T> y, Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SelectEqual(Lanes256<T> x, Lanes256<T> y, Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBit(Lanes256<T> mask) => mask.V.AsByte() != Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddBits(Lanes256<T> x, Lanes256<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() + y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() + y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SubtractBits(Lanes256<T> x, Lanes256<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() - y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() - y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftLeftBits(Lanes256<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() << count).As<uint, T>())
        : new((x.V.AsUInt64() << count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftRightBits(Lanes256<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() >>> count).As<uint, T>())
        : new((x.V.AsUInt64() >>> count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> UpperToLow32(Lanes256<T> x) => new(Avx2.Shuffle(x.V.AsUInt32(), 0xF5).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyLow32(Lanes256<T> x, Lanes256<T> y) =>
        new(Avx2.Multiply(x.V.AsUInt32(), y.V.AsUInt32()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Xor(Lanes256<T> x, Lanes256<T> y, Lanes256<T> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLow32(uint* destination, Lanes256<T> value) =>
        Avx2.PermuteVar8x32(value.V.AsUInt32(), Vector256.Create(0u, 2, 4, 6, 0, 2, 4, 6)).GetLower().Store(destination);

    // Two halves of the table; bit 3 of the index, moved to the sign, chooses between them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Lookup(float* table, Lanes256<T> index)
    {
        Vector256<int> i = index.V.AsInt32();
        Vector256<float> lower = Avx2.PermuteVar8x32(Vector256.Load(table), i);
        Vector256<float> upper = Avx2.PermuteVar8x32(Vector256.Load(table + 8), i);
        return new(Avx.BlendVariable(lower, upper, (i << 28).AsSingle()).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumTree(Lanes256<T> x)
    {
        return Lanes128<T>.SumTree(new Lanes128<T>(x.V.GetLower() + x.V.GetUpper()));
    }
}
