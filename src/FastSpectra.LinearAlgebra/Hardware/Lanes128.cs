using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>The lanes of one 128-bit register.</summary>
internal unsafe struct Lanes128<T>(Vector128<T> v) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    public Vector128<T> V = v;

    public static int Count => Vector128<T>.Count;

    public static Lanes128<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> BroadcastBits(ulong bits) => sizeof(T) == 4
        ? new(Vector128.Create((uint)bits).As<uint, T>())
        : new(Vector128.Create(bits).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Lanes128<T> value) => value.V.Store(destination);

    public static Lanes128<T> LoadPartial(T* source, int count)
    {
        if (count >= Count)
        {
            return Load(source);
        }

        Vector128<T> result = Vector128<T>.Zero;
        for (int i = 0; i < count; i++)
        {
            result = result.WithElement(i, source[i]);
        }

        return new(result);
    }

    public static void StorePartial(T* destination, Lanes128<T> value, int count)
    {
        if (count >= Count)
        {
            value.V.Store(destination);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            destination[i] = value.V.GetElement(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LoadSingle(float* source)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector128.Load(source).As<float, T>());
        }

        return new(Vector128.Create((double)source[0], source[1]).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, Lanes128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            value.V.AsSingle().Store(destination);
            return;
        }

        Vector128<double> v = value.V.AsDouble();
        destination[0] = (float)v.GetElement(0);
        destination[1] = (float)v.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> x, Lanes128<T> y) => new(x.V + y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> x, Lanes128<T> y) => new(x.V - y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> x, Lanes128<T> y) => new(x.V * y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> x, Lanes128<T> y) => new(x.V / y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator &(Lanes128<T> x, Lanes128<T> y) => new(x.V & y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> x, Lanes128<T> y) => new(x.V | y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator ^(Lanes128<T> x, Lanes128<T> y) => new(x.V ^ y.V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AndNot(Lanes128<T> x, Lanes128<T> y) => new(Vector128.AndNot(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FusedMultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) =>
        typeof(T) == typeof(float)
            ? new(Vector128.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), c.V.AsSingle()).As<float, T>())
            : new(Vector128.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), c.V.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lanes128<T> sum, Lanes128<T> a, Lanes128<T> b)
    {
        // Assigned to the field itself: a value that passes through a temporary loses its register.
        if (typeof(T) == typeof(float))
        {
            sum.V = Vector128.FusedMultiplyAdd(a.V.AsSingle(), b.V.AsSingle(), sum.V.AsSingle()).As<float, T>();
        }
        else
        {
            sum.V = Vector128.FusedMultiplyAdd(a.V.AsDouble(), b.V.AsDouble(), sum.V.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(T* c, Lanes128<T> sum, Lanes128<T> alpha, Lanes128<T> beta, bool read, bool scaled)
    {
        Vector128<T> value;
        if (read)
        {
            value = Vector128.Load(c);
            if (scaled)
            {
                value *= beta.V;
            }

            value = typeof(T) == typeof(float)
                ? Vector128.FusedMultiplyAdd(alpha.V.AsSingle(), sum.V.AsSingle(), value.AsSingle()).As<float, T>()
                : Vector128.FusedMultiplyAdd(alpha.V.AsDouble(), sum.V.AsDouble(), value.AsDouble()).As<double, T>();
        }
        else
        {
            value = alpha.V * sum.V;
        }

        value.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> x) => new(Vector128.Sqrt(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LessThan(Lanes128<T> x, Lanes128<T> y) => new(Vector128.LessThan(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Smaller(Lanes128<T> x, Lanes128<T> y) => Select(LessThan(x, y), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Larger(Lanes128<T> x, Lanes128<T> y) => Select(LessThan(y, x), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> EqualTo(Lanes128<T> x, Lanes128<T> y) => new(Vector128.Equals(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> x, Lanes128<T> y) =>
        new(Vector128.ConditionalSelect(mask.V, x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectLess(Lanes128<T> x, Lanes128<T> y, Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SelectEqual(Lanes128<T> x, Lanes128<T> y, Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(x.V, y.V), a.V, b.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBit(Lanes128<T> mask) => mask.V.AsByte() != Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddBits(Lanes128<T> x, Lanes128<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() + y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() + y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SubtractBits(Lanes128<T> x, Lanes128<T> y) => sizeof(T) == 4
        ? new((x.V.AsUInt32() - y.V.AsUInt32()).As<uint, T>())
        : new((x.V.AsUInt64() - y.V.AsUInt64()).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftLeftBits(Lanes128<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() << count).As<uint, T>())
        : new((x.V.AsUInt64() << count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftRightBits(Lanes128<T> x, int count) => sizeof(T) == 4
        ? new((x.V.AsUInt32() >>> count).As<uint, T>())
        : new((x.V.AsUInt64() >>> count).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> UpperToLow32(Lanes128<T> x) => ShiftRightBits(x, 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyLow32(Lanes128<T> x, Lanes128<T> y)
    {
        if (Sse2.IsSupported)
        {
            return new(Sse2.Multiply(x.V.AsUInt32(), y.V.AsUInt32()).As<ulong, T>());
        }

        Vector128<ulong> low32 = Vector128.Create(0xFFFFFFFFUL);
        return new(((x.V.AsUInt64() & low32) * (y.V.AsUInt64() & low32)).As<ulong, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Xor(Lanes128<T> x, Lanes128<T> y, Lanes128<T> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLow32(uint* destination, Lanes128<T> value)
    {
        destination[0] = value.V.AsUInt32().GetElement(0);
        destination[1] = value.V.AsUInt32().GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Lookup(float* table, Lanes128<T> index)
    {
        Vector128<uint> i = index.V.AsUInt32() & Vector128.Create(15u);
        if (AdvSimd.Arm64.IsSupported)
        {
            // The four bytes of entry i are bytes 4 i ... 4 i + 3 of 64.
            byte* bytes = (byte*)table;
            Vector128<byte> place = ((i * 0x04040404u) + Vector128.Create(0x03020100u)).AsByte();
            return new(AdvSimd.Arm64.VectorTableLookup(
                (Vector128.Load(bytes), Vector128.Load(bytes + 16), Vector128.Load(bytes + 32), Vector128.Load(bytes + 48)), place).As<byte, T>());
        }

        return new(Vector128.Create(table[i.GetElement(0)], table[i.GetElement(1)], table[i.GetElement(2)], table[i.GetElement(3)]).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumTree(Lanes128<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<float> v = x.V.AsSingle();
            float s = (v.GetElement(0) + v.GetElement(2)) + (v.GetElement(1) + v.GetElement(3));
            return Unsafe.BitCast<float, T>(s);
        }
        else
        {
            Vector128<double> v = x.V.AsDouble();
            return Unsafe.BitCast<double, T>(v.GetElement(0) + v.GetElement(1));
        }
    }
}
