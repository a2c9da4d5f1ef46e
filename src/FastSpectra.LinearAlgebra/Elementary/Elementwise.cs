using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// y[i] = f(x[i]) for a function written over lanes, at the level in use. y may be x. The scalar form evaluates the same
/// expression on one lane, so a value does not depend on where in a span it stands.
/// </summary>
/// <remarks>
/// Registers of 512 bits are taken two at a time: an evaluation is a chain of 60 to 100 cycles, and a scheduler that holds few more operations
/// than one evaluation has overlaps little of two in sequence, but all of two side by side. Of narrower ones there are only 16.
/// </remarks>
internal static unsafe class Elementwise
{
    /// <summary>f(x) with the kernel of T's own precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T, TSingle, TDouble>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSingle : struct, IElementaryFunction<float>
        where TDouble : struct, IElementaryFunction<double>
    {
        if (typeof(T) == typeof(float))
        {
            return (T)(object)TSingle.Evaluate(new LanesScalar<float>((float)(object)x)).V;
        }

        RequireDouble<T>();
        return (T)(object)TDouble.Evaluate(new LanesScalar<double>((double)(object)x)).V;
    }

    /// <summary>f(x) with the kernel for double, rounded once where T is float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfThroughDouble<T, TDouble>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDouble : struct, IElementaryFunction<double>
    {
        if (typeof(T) == typeof(float))
        {
            return (T)(object)(float)TDouble.Evaluate(new LanesScalar<double>((float)(object)x)).V;
        }

        RequireDouble<T>();
        return (T)(object)TDouble.Evaluate(new LanesScalar<double>((double)(object)x)).V;
    }

    public static void Apply<T, TSingle, TDouble>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSingle : struct, IElementaryFunction<float>
        where TDouble : struct, IElementaryFunction<double>
    {
        RequireSameLength(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            Apply<T, TSingle, TDouble>(px, py, x.Length);
        }
    }

    public static void ApplyThroughDouble<T, TDouble>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDouble : struct, IElementaryFunction<double>
    {
        RequireSameLength(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            ApplyThroughDouble<T, TDouble>(px, py, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    public static void Apply<T, TSingle, TDouble>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSingle : struct, IElementaryFunction<float>
        where TDouble : struct, IElementaryFunction<double>
    {
        if (typeof(T) == typeof(float))
        {
            MapKernel<float, TSingle> kernel = new((float*)x, (float*)y, count);
            LanesDispatch.RunElementwise<float, MapKernel<float, TSingle>>(ref kernel);
        }
        else
        {
            RequireDouble<T>();
            MapKernel<double, TDouble> kernel = new((double*)x, (double*)y, count);
            LanesDispatch.RunElementwise<double, MapKernel<double, TDouble>>(ref kernel);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    public static void ApplyThroughDouble<T, TDouble>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDouble : struct, IElementaryFunction<double>
    {
        if (typeof(T) == typeof(float))
        {
            WidenedMapKernel<TDouble> kernel = new((float*)x, (float*)y, count);
            LanesDispatch.RunElementwise<double, WidenedMapKernel<TDouble>>(ref kernel);
        }
        else
        {
            RequireDouble<T>();
            MapKernel<double, TDouble> kernel = new((double*)x, (double*)y, count);
            LanesDispatch.RunElementwise<double, MapKernel<double, TDouble>>(ref kernel);
        }
    }

    public static void RequireSameLength(int x, int y)
    {
        if (x != y)
        {
            throw new ArgumentException($"the spans have different lengths: {x} and {y}");
        }
    }

    public static void RequireDouble<T>()
    {
        if (typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"only float and double are supported, not {typeof(T)}");
        }
    }

    private readonly struct MapKernel<T, TFunction>(T* x, T* y, long count) : ILanesKernel<T>
        where T : unmanaged
        where TFunction : struct, IElementaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            nint i = TFunction.FitsTwice && typeof(TLanes) == typeof(Lanes512<T>) ? Groups<LanesPair<TLanes, T>>() : Groups<TLanes>();
            for (; i < count; i += TLanes.Count)
            {
                int rest = (int)Math.Min(count - i, TLanes.Count);
                TLanes.StorePartial(y + i, TFunction.Evaluate(TLanes.LoadPartial(x + i, rest)), rest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Groups<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            nint i = 0;
            for (nint last = (nint)count - TLanes.Count; i <= last; i += TLanes.Count)
            {
                if (typeof(TLanes) == typeof(LanesPair<Lanes512<T>, T>))
                {
                    FetchAhead((byte*)(x + i));
                    FetchAhead((byte*)(y + i));
                }

                TLanes.Store(y + i, TFunction.Evaluate(TLanes.Load(x + i)));
            }

            return i;
        }
    }

    /// <summary>
    /// Two cache lines, a turn of a pair of registers ahead by 2 KiB: longer than one evaluation's operations reach ahead by themselves. A tenth
    /// of the time of 3 million tanh from memory (Emerald Rapids).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(byte* address)
    {
        Prefetch.Read(address + 2048);
        Prefetch.Read(address + 2112);
    }

    private readonly struct WidenedMapKernel<TFunction>(float* x, float* y, long count) : ILanesKernel<double>
        where TFunction : struct, IElementaryFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            nint i = TFunction.FitsTwice && typeof(TLanes) == typeof(Lanes512<double>) ? Groups<LanesPair<TLanes, double>>() : Groups<TLanes>();
            float* group = stackalloc float[TLanes.Count];
            for (; i < count; i += TLanes.Count)
            {
                nint rest = Math.Min((nint)count - i, TLanes.Count);
                for (nint j = 0; j < rest; j++)
                {
                    group[j] = x[i + j];
                }

                TLanes.StoreSingle(group, TFunction.Evaluate(TLanes.LoadSingle(group)));
                for (nint j = 0; j < rest; j++)
                {
                    y[i + j] = group[j];
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Groups<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            nint i = 0;
            for (nint last = (nint)count - TLanes.Count; i <= last; i += TLanes.Count)
            {
                TLanes.StoreSingle(y + i, TFunction.Evaluate(TLanes.LoadSingle(x + i)));
            }

            return i;
        }
    }
}
