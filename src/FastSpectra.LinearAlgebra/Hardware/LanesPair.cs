using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Two groups of lanes side by side: a group of twice the width made from narrower registers.</summary>
internal unsafe struct LanesPair<TLanes, T>(TLanes lower, TLanes upper) : ILanes<LanesPair<TLanes, T>, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    public TLanes Lower = lower;
    public TLanes Upper = upper;

    public static int Count => 2 * TLanes.Count;

    public static LanesPair<TLanes, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TLanes.Zero, TLanes.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Broadcast(T value)
    {
        TLanes lanes = TLanes.Broadcast(value);
        return new(lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> BroadcastBits(ulong bits)
    {
        TLanes lanes = TLanes.BroadcastBits(bits);
        return new(lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Load(T* source) => new(TLanes.Load(source), TLanes.Load(source + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, LanesPair<TLanes, T> value)
    {
        TLanes.Store(destination, value.Lower);
        TLanes.Store(destination + TLanes.Count, value.Upper);
    }

    public static LanesPair<TLanes, T> LoadPartial(T* source, int count) =>
        new(TLanes.LoadPartial(source, count), TLanes.LoadPartial(source + TLanes.Count, count - TLanes.Count));

    public static void StorePartial(T* destination, LanesPair<TLanes, T> value, int count)
    {
        TLanes.StorePartial(destination, value.Lower, count);
        TLanes.StorePartial(destination + TLanes.Count, value.Upper, count - TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> LoadSingle(float* source) =>
        new(TLanes.LoadSingle(source), TLanes.LoadSingle(source + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSingle(float* destination, LanesPair<TLanes, T> value)
    {
        TLanes.StoreSingle(destination, value.Lower);
        TLanes.StoreSingle(destination + TLanes.Count, value.Upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator +(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower + y.Lower, x.Upper + y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator -(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower - y.Lower, x.Upper - y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator *(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower * y.Lower, x.Upper * y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator /(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower / y.Lower, x.Upper / y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator &(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower & y.Lower, x.Upper & y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator |(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower | y.Lower, x.Upper | y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> operator ^(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(x.Lower ^ y.Lower, x.Upper ^ y.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> AndNot(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.AndNot(x.Lower, y.Lower), TLanes.AndNot(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> FusedMultiplyAdd(
        LanesPair<TLanes, T> a, LanesPair<TLanes, T> b, LanesPair<TLanes, T> c) =>
        new(TLanes.FusedMultiplyAdd(a.Lower, b.Lower, c.Lower), TLanes.FusedMultiplyAdd(a.Upper, b.Upper, c.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref LanesPair<TLanes, T> sum, LanesPair<TLanes, T> a, LanesPair<TLanes, T> b)
    {
        TLanes.Accumulate(ref sum.Lower, a.Lower, b.Lower);
        TLanes.Accumulate(ref sum.Upper, a.Upper, b.Upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(T* c, LanesPair<TLanes, T> sum, LanesPair<TLanes, T> alpha, LanesPair<TLanes, T> beta, bool read, bool scaled)
    {
        TLanes.Update(c, sum.Lower, alpha.Lower, beta.Lower, read, scaled);
        TLanes.Update(c + TLanes.Count, sum.Upper, alpha.Upper, beta.Upper, read, scaled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Sqrt(LanesPair<TLanes, T> x) =>
        new(TLanes.Sqrt(x.Lower), TLanes.Sqrt(x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> LessThan(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.LessThan(x.Lower, y.Lower), TLanes.LessThan(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Smaller(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.Smaller(x.Lower, y.Lower), TLanes.Smaller(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Larger(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.Larger(x.Lower, y.Lower), TLanes.Larger(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> EqualTo(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.EqualTo(x.Lower, y.Lower), TLanes.EqualTo(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Select(
        LanesPair<TLanes, T> mask, LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.Select(mask.Lower, x.Lower, y.Lower), TLanes.Select(mask.Upper, x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> SelectLess(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y, LanesPair<TLanes, T> a, LanesPair<TLanes, T> b) =>
        new(TLanes.SelectLess(x.Lower, y.Lower, a.Lower, b.Lower), TLanes.SelectLess(x.Upper, y.Upper, a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> SelectEqual(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y, LanesPair<TLanes, T> a, LanesPair<TLanes, T> b) =>
        new(TLanes.SelectEqual(x.Lower, y.Lower, a.Lower, b.Lower), TLanes.SelectEqual(x.Upper, y.Upper, a.Upper, b.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> AddBits(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.AddBits(x.Lower, y.Lower), TLanes.AddBits(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> SubtractBits(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.SubtractBits(x.Lower, y.Lower), TLanes.SubtractBits(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> ShiftLeftBits(LanesPair<TLanes, T> x, int count) =>
        new(TLanes.ShiftLeftBits(x.Lower, count), TLanes.ShiftLeftBits(x.Upper, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> ShiftRightBits(LanesPair<TLanes, T> x, int count) =>
        new(TLanes.ShiftRightBits(x.Lower, count), TLanes.ShiftRightBits(x.Upper, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> UpperToLow32(LanesPair<TLanes, T> x) => new(TLanes.UpperToLow32(x.Lower), TLanes.UpperToLow32(x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> MultiplyLow32(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y) =>
        new(TLanes.MultiplyLow32(x.Lower, y.Lower), TLanes.MultiplyLow32(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBit(LanesPair<TLanes, T> mask) => TLanes.AnyBit(mask.Lower | mask.Upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Xor(LanesPair<TLanes, T> x, LanesPair<TLanes, T> y, LanesPair<TLanes, T> z) =>
        new(TLanes.Xor(x.Lower, y.Lower, z.Lower), TLanes.Xor(x.Upper, y.Upper, z.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLow32(uint* destination, LanesPair<TLanes, T> value)
    {
        TLanes.StoreLow32(destination, value.Lower);
        TLanes.StoreLow32(destination + TLanes.Count, value.Upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<TLanes, T> Lookup(float* table, LanesPair<TLanes, T> index) =>
        new(TLanes.Lookup(table, index.Lower), TLanes.Lookup(table, index.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SumTree(LanesPair<TLanes, T> x) => TLanes.SumTree(x.Lower + x.Upper);
}
