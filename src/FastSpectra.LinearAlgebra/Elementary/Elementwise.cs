using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// y[i] = f(x[i]) for a function written over lanes, at the level in use. y may be x. The scalar form evaluates the same
/// expression on one lane, so a value does not depend on where in a span it stands.
/// </summary>
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
            nint n = (nint)count;
            nint i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes.Store(y + i, TFunction.Evaluate(TLanes.Load(x + i)));
            }

            if (i < n)
            {
                int rest = (int)(n - i);
                TLanes.StorePartial(y + i, TFunction.Evaluate(TLanes.LoadPartial(x + i, rest)), rest);
            }
        }
    }

    private readonly struct WidenedMapKernel<TFunction>(float* x, float* y, long count) : ILanesKernel<double>
        where TFunction : struct, IElementaryFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            nint n = (nint)count;
            nint i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes.StoreSingle(y + i, TFunction.Evaluate(TLanes.LoadSingle(x + i)));
            }

            if (i < n)
            {
                float* group = stackalloc float[TLanes.Count];
                for (nint j = i; j < n; j++)
                {
                    group[j - i] = x[j];
                }

                TLanes.StoreSingle(group, TFunction.Evaluate(TLanes.LoadSingle(group)));
                for (nint j = i; j < n; j++)
                {
                    y[j] = group[j - i];
                }
            }
        }
    }
}
