using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: with A = Q B P^T the reduction so far, every carried vector w is P^T b (or Q^T b): each reflector is applied when it is formed, so
// that none is kept. Cost: 4 flops per element of a reflector and vector, in T.

/// <summary>Vectors that follow the left or the right transformations of the two stages. The default carries none.</summary>
/// <remarks>Unsafe: each vector has room for every row (column) that the stages touch: 2b elements beyond the padded size, zero there.</remarks>
internal readonly unsafe struct CarriedVectors<T>(T* vectors, nint stride, int count, bool isLeft)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Products over rows are summed in blocks that are added up, as those of the panels are.
    private const int RowsPerSum = 64;

    private static int B => BandReduction.Bandwidth<T>();

    /// <summary>The same vectors from element <paramref name="first"/> on.</summary>
    public CarriedVectors<T> From(long first) => new(vectors + first, stride, count, isLeft);

    /// <summary>Moves elements, as the rows of a triangle move before the next block of rows is reduced.</summary>
    public void Move(long from, long to, int length)
    {
        for (int k = 0; k < count && isLeft; k++)
        {
            T* w = vectors + (k * stride);
            new ReadOnlySpan<T>(w + from, length).CopyTo(new Span<T>(w + to, length));
        }
    }

    /// <summary>w = (I - V T^T V^T) w for the elements from <paramref name="first"/> on; V has b elements per row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void ApplyBlock<TLanes>(bool left, long first, T* v, int rows, T* t)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        T* sums = stackalloc T[2 * B];
        T* partial = sums + B;
        for (int k = 0; k < count && left == isLeft; k++)
        {
            T* w = vectors + (k * stride) + first;
            new Span<T>(sums, B).Clear();
            for (int begin = 0; begin < rows; begin += RowsPerSum)
            {
                new Span<T>(partial, B).Clear();
                for (int i = begin; i < Math.Min(rows, begin + RowsPerSum); i++)
                {
                    Add<TLanes>(w[i], v + ((nint)i * B), partial);
                }

                Add<TLanes>(T.One, partial, sums);
            }

            // T^T is lower triangular: from the last row on in place.
            for (int i = B - 1; i >= 0; i--)
            {
                T sum = T.Zero;
                for (int j = 0; j <= i; j++)
                {
                    sum = Fused.MultiplyAdd(t[(j * B) + i], sums[j], sum);
                }

                sums[i] = sum;
            }

            for (int i = 0; i < rows; i++)
            {
                w[i] -= Dot<TLanes>(v + ((nint)i * B), sums);
            }
        }
    }

    /// <summary>w = (I - tau v v^T) w for the b elements from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes>(bool left, long first, T* v, T tau)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        for (int k = 0; k < count && left == isLeft; k++)
        {
            T* w = vectors + (k * stride) + first;
            Add<TLanes>(-tau * Dot<TLanes>(v, w), v, w);
        }
    }

    // y += x v, b elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(T x, T* v, T* y)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        TLanes factor = TLanes.Broadcast(x);
        for (nint i = 0; i < B; i += TLanes.Count)
        {
            TLanes.Store(y + i, TLanes.FusedMultiplyAdd(factor, TLanes.Load(v + i), TLanes.Load(y + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Dot<TLanes>(T* x, T* y)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        TLanes sum = TLanes.Load(x) * TLanes.Load(y);
        for (nint i = TLanes.Count; i < B; i += TLanes.Count)
        {
            TLanes.Accumulate(ref sum, TLanes.Load(x + i), TLanes.Load(y + i));
        }

        return TLanes.SumTree(sum);
    }
}
