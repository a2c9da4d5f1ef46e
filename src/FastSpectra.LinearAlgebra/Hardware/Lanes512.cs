using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastSpectra.LinearAlgebra;

/// <summary>The lanes of one 512-bit register.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> v) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    public readonly Vector512<T> V = v;

    public static int Count => Vector512<T>.Count;

    public static Lanes512<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Lanes512<T> value) => value.V.Store(destination);

    public static Lanes512<T> LoadPartial(T* source, int count)
    {
        if (count >= Count)
        {
            return Load(source);
        }

        Vector512<T> result = Vector512<T>.Zero;
        for (int i = 0; i < count; i++)
        {
            result = result.WithElement(i, source[i]);
        }

        return new(result);
    }

    public static void StorePartial(T* destination, Lanes512<T> value, int count)
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
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LessThan(Lanes512<T> x, Lanes512<T> y) => new(Vector512.LessThan(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> EqualTo(Lanes512<T> x, Lanes512<T> y) => new(Vector512.Equals(x.V, y.V));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> x, Lanes512<T> y) =>
        new(Vector512.ConditionalSelect(mask.V, x.V, y.V));

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
    public static T SumTree(Lanes512<T> x)
    {
        return Lanes256<T>.SumTree(new Lanes256<T>(x.V.GetLower() + x.V.GetUpper()));
    }
}
