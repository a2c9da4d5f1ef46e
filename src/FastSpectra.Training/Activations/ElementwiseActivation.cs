using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// An activation that is written over lanes of doubles. Floats are widened and each result is rounded once: half a unit in the last
/// place beyond the function's own error in double. The same bits at every SIMD level.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed unsafe class ElementwiseActivation<T, TFunction> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IActivationFunction
{
    private ElementwiseActivation()
    {
    }

    public static ElementwiseActivation<T, TFunction> Instance { get; } = new();

    public override string Name => TFunction.Name;

    public override Activation<double> InDouble => ElementwiseActivation<double, TFunction>.Instance;

    public override bool IsSmooth => TFunction.IsSmooth;

    public override void Apply(ReadOnlySpan<T> x, Span<T> values)
    {
        RequireLength(x.Length, values.Length);
        fixed (T* px = x, pv = values)
        {
            Kernel kernel = new(px, pv, null, x.Length);
            LanesDispatch.RunElementwise<double, Kernel>(ref kernel);
        }
    }

    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives)
    {
        RequireLength(x.Length, values.Length);
        RequireLength(x.Length, derivatives.Length);
        fixed (T* px = x, pv = values, ps = derivatives)
        {
            Kernel kernel = new(px, pv, ps, x.Length);
            LanesDispatch.RunElementwise<double, Kernel>(ref kernel);
        }
    }

    private static void RequireLength(int expected, int actual)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"x has {expected} elements, a result {actual}");
        }
    }

    private readonly struct Kernel(T* x, T* values, T* slopes, nint count) : ILanesKernel<double>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            nint i = Groups<TLanes>();
            if (i < count)
            {
                Rest<TLanes>(i);
            }
        }

        // Two methods: together their functions are more than the compiler inlines.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Groups<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            nint i = 0;
            for (; i <= count - TLanes.Count; i += TLanes.Count)
            {
                TLanes value = TFunction.Evaluate(Load<TLanes>(x + i), out TLanes slope);
                Store(values + i, value);
                if (slopes is not null)
                {
                    Store(slopes + i, slope);
                }
            }

            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Rest<TLanes>(nint i)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            T* group = stackalloc T[TLanes.Count];
            int rest = (int)(count - i);
            new Span<T>(group, TLanes.Count).Clear();
            new Span<T>(x + i, rest).CopyTo(new Span<T>(group, rest));
            TLanes value = TFunction.Evaluate(Load<TLanes>(group), out TLanes slope);
            Store(group, value);
            new Span<T>(group, rest).CopyTo(new Span<T>(values + i, rest));
            if (slopes is not null)
            {
                Store(group, slope);
                new Span<T>(group, rest).CopyTo(new Span<T>(slopes + i, rest));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Load<TLanes>(T* source)
            where TLanes : unmanaged, ILanes<TLanes, double> => typeof(T) == typeof(float) ? TLanes.LoadSingle((float*)source) : TLanes.Load((double*)source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store<TLanes>(T* destination, TLanes value)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            if (typeof(T) == typeof(float))
            {
                TLanes.StoreSingle((float*)destination, value);
            }
            else
            {
                TLanes.Store((double*)destination, value);
            }
        }
    }
}
