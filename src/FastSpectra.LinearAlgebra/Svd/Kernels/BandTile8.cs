using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>8 rows x 2 registers for 32 registers: 16 accumulators cover 4 cycles of latency at two fused multiply-adds each.</summary>
internal readonly unsafe struct BandTile8<TRegister, T> : IBandTile<T>
    where TRegister : unmanaged, ILanes<TRegister, T>
    where T : unmanaged
{
    public static int Rows => 8;

    public static int Columns => 2 * TRegister.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update)
    {
        TRegister c00 = TRegister.Zero, c01 = TRegister.Zero;
        TRegister c10 = TRegister.Zero, c11 = TRegister.Zero;
        TRegister c20 = TRegister.Zero, c21 = TRegister.Zero;
        TRegister c30 = TRegister.Zero, c31 = TRegister.Zero;
        TRegister c40 = TRegister.Zero, c41 = TRegister.Zero;
        TRegister c50 = TRegister.Zero, c51 = TRegister.Zero;
        TRegister c60 = TRegister.Zero, c61 = TRegister.Zero;
        TRegister c70 = TRegister.Zero, c71 = TRegister.Zero;
        if (update == TileUpdate.Continue)
        {
            Begin(c, out c00, out c01);
            Begin(c + ldc, out c10, out c11);
            Begin(c + (2 * ldc), out c20, out c21);
            Begin(c + (3 * ldc), out c30, out c31);
            Begin(c + (4 * ldc), out c40, out c41);
            Begin(c + (5 * ldc), out c50, out c51);
            Begin(c + (6 * ldc), out c60, out c61);
            Begin(c + (7 * ldc), out c70, out c71);
        }

        T* l0 = left;
        T* l1 = l0 + ldl;
        T* l2 = l1 + ldl;
        T* l3 = l2 + ldl;
        T* l4 = l3 + ldl;
        T* l5 = l4 + ldl;
        T* l6 = l5 + ldl;
        T* l7 = l6 + ldl;
        for (nint p = 0; p < k; p++)
        {
            TRegister r0 = TRegister.Load(right), r1 = TRegister.Load(right + TRegister.Count);
            right += ldr;
            TRegister x0 = TRegister.Broadcast(l0[p]);
            TRegister.Accumulate(ref c00, x0, r0);
            TRegister.Accumulate(ref c01, x0, r1);
            TRegister x1 = TRegister.Broadcast(l1[p]);
            TRegister.Accumulate(ref c10, x1, r0);
            TRegister.Accumulate(ref c11, x1, r1);
            TRegister x2 = TRegister.Broadcast(l2[p]);
            TRegister.Accumulate(ref c20, x2, r0);
            TRegister.Accumulate(ref c21, x2, r1);
            TRegister x3 = TRegister.Broadcast(l3[p]);
            TRegister.Accumulate(ref c30, x3, r0);
            TRegister.Accumulate(ref c31, x3, r1);
            TRegister x4 = TRegister.Broadcast(l4[p]);
            TRegister.Accumulate(ref c40, x4, r0);
            TRegister.Accumulate(ref c41, x4, r1);
            TRegister x5 = TRegister.Broadcast(l5[p]);
            TRegister.Accumulate(ref c50, x5, r0);
            TRegister.Accumulate(ref c51, x5, r1);
            TRegister x6 = TRegister.Broadcast(l6[p]);
            TRegister.Accumulate(ref c60, x6, r0);
            TRegister.Accumulate(ref c61, x6, r1);
            TRegister x7 = TRegister.Broadcast(l7[p]);
            TRegister.Accumulate(ref c70, x7, r0);
            TRegister.Accumulate(ref c71, x7, r1);
        }

        Finish(c, c00, c01, update);
        c += ldc;
        Finish(c, c10, c11, update);
        c += ldc;
        Finish(c, c20, c21, update);
        c += ldc;
        Finish(c, c30, c31, update);
        c += ldc;
        Finish(c, c40, c41, update);
        c += ldc;
        Finish(c, c50, c51, update);
        c += ldc;
        Finish(c, c60, c61, update);
        c += ldc;
        Finish(c, c70, c71, update);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyTransposed(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update)
    {
        TRegister c00 = TRegister.Zero, c01 = TRegister.Zero;
        TRegister c10 = TRegister.Zero, c11 = TRegister.Zero;
        TRegister c20 = TRegister.Zero, c21 = TRegister.Zero;
        TRegister c30 = TRegister.Zero, c31 = TRegister.Zero;
        TRegister c40 = TRegister.Zero, c41 = TRegister.Zero;
        TRegister c50 = TRegister.Zero, c51 = TRegister.Zero;
        TRegister c60 = TRegister.Zero, c61 = TRegister.Zero;
        TRegister c70 = TRegister.Zero, c71 = TRegister.Zero;
        if (update == TileUpdate.Continue)
        {
            Begin(c, out c00, out c01);
            Begin(c + ldc, out c10, out c11);
            Begin(c + (2 * ldc), out c20, out c21);
            Begin(c + (3 * ldc), out c30, out c31);
            Begin(c + (4 * ldc), out c40, out c41);
            Begin(c + (5 * ldc), out c50, out c51);
            Begin(c + (6 * ldc), out c60, out c61);
            Begin(c + (7 * ldc), out c70, out c71);
        }

        for (nint p = 0; p < k; p++)
        {
            TRegister r0 = TRegister.Load(right), r1 = TRegister.Load(right + TRegister.Count);
            right += ldr;
            TRegister x0 = TRegister.Broadcast(left[0]);
            TRegister.Accumulate(ref c00, x0, r0);
            TRegister.Accumulate(ref c01, x0, r1);
            TRegister x1 = TRegister.Broadcast(left[1]);
            TRegister.Accumulate(ref c10, x1, r0);
            TRegister.Accumulate(ref c11, x1, r1);
            TRegister x2 = TRegister.Broadcast(left[2]);
            TRegister.Accumulate(ref c20, x2, r0);
            TRegister.Accumulate(ref c21, x2, r1);
            TRegister x3 = TRegister.Broadcast(left[3]);
            TRegister.Accumulate(ref c30, x3, r0);
            TRegister.Accumulate(ref c31, x3, r1);
            TRegister x4 = TRegister.Broadcast(left[4]);
            TRegister.Accumulate(ref c40, x4, r0);
            TRegister.Accumulate(ref c41, x4, r1);
            TRegister x5 = TRegister.Broadcast(left[5]);
            TRegister.Accumulate(ref c50, x5, r0);
            TRegister.Accumulate(ref c51, x5, r1);
            TRegister x6 = TRegister.Broadcast(left[6]);
            TRegister.Accumulate(ref c60, x6, r0);
            TRegister.Accumulate(ref c61, x6, r1);
            TRegister x7 = TRegister.Broadcast(left[7]);
            TRegister.Accumulate(ref c70, x7, r0);
            TRegister.Accumulate(ref c71, x7, r1);
            left += ldl;
        }

        Finish(c, c00, c01, update);
        c += ldc;
        Finish(c, c10, c11, update);
        c += ldc;
        Finish(c, c20, c21, update);
        c += ldc;
        Finish(c, c30, c31, update);
        c += ldc;
        Finish(c, c40, c41, update);
        c += ldc;
        Finish(c, c50, c51, update);
        c += ldc;
        Finish(c, c60, c61, update);
        c += ldc;
        Finish(c, c70, c71, update);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(T* c, out TRegister p0, out TRegister p1)
    {
        p0 = TRegister.Load(c);
        p1 = TRegister.Load(c + TRegister.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(T* c, TRegister p0, TRegister p1, TileUpdate update)
    {
        if (update == TileUpdate.Subtract)
        {
            p0 = TRegister.Load(c) - p0;
            p1 = TRegister.Load(c + TRegister.Count) - p1;
        }
        else if (update == TileUpdate.Add)
        {
            p0 = TRegister.Load(c) + p0;
            p1 = TRegister.Load(c + TRegister.Count) + p1;
        }

        TRegister.Store(c, p0);
        TRegister.Store(c + TRegister.Count, p1);
    }
}
