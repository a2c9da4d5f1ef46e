using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: |d[order[0]]| >= |d[order[1]]| >= ..., equal magnitudes in the order of their indices. n log2 n comparisons (merge sort,
// bottom up). Own, because the order of equal values decides the order of vectors, and a library sort may change.

/// <summary>The stable permutation that sorts singular values.</summary>
internal static unsafe class DescendingOrder
{
    /// <summary>Indices of d by descending magnitude, in the workspace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int* Of(double* d, int n, Workspace workspace)
    {
        int* order = workspace.Take<int>(n);
        using Workspace.Mark mark = workspace.Begin();
        int* from = order;
        int* to = workspace.Take<int>(n);
        for (int i = 0; i < n; i++)
        {
            from[i] = i;
        }

        for (int width = 1; width < n; width *= 2)
        {
            for (int start = 0; start < n; start += 2 * width)
            {
                Merge(d, from, to, start, Math.Min(start + width, n), Math.Min(start + (2 * width), n));
            }

            int* merged = to;
            to = from;
            from = merged;
        }

        if (from != order)
        {
            new ReadOnlySpan<int>(from, n).CopyTo(new Span<int>(order, n));
        }

        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Merge(double* d, int* from, int* to, int start, int middle, int end)
    {
        int left = start, right = middle;
        for (int k = start; k < end; k++)
        {
            bool takeLeft = left < middle && (right >= end || Math.Abs(d[from[left]]) >= Math.Abs(d[from[right]]));
            to[k] = takeLeft ? from[left++] : from[right++];
        }
    }
}
