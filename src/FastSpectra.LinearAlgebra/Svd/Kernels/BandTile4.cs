using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>4 rows x 2 registers for 16 registers: 8 accumulators, 2 operands and 1 broadcast stay in registers.</summary>
internal readonly unsafe struct BandTile4<TRegister, T> : IBandTile<T>
    where TRegister : unmanaged, ILanes<TRegister, T>
    where T : unmanaged
{
    public static int Rows => 4;

    public static int Columns => 2 * TRegister.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update)
    {
        TRegister c00 = TRegister.Zero, c01 = TRegister.Zero;
        TRegister c10 = TRegister.Zero, c11 = TRegister.Zero;
        TRegister c20 = TRegister.Zero, c21 = TRegister.Zero;
        TRegister c30 = TRegister.Zero, c31 = TRegister.Zero;
        if (update == TileUpdate.Continue)
        {
            Begin(c, out c00, out c01);
            Begin(c + ldc, out c10, out c11);
            Begin(c + (2 * ldc), out c20, out c21);
            Begin(c + (3 * ldc), out c30, out c31);
        }

        T* l0 = left;
        T* l1 = l0 + ldl;
        T* l2 = l1 + ldl;
        T* l3 = l2 + ldl;
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
        }

        Finish(c, c00, c01, update);
        c += ldc;
        Finish(c, c10, c11, update);
        c += ldc;
        Finish(c, c20, c21, update);
        c += ldc;
        Finish(c, c30, c31, update);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyTransposed(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update)
    {
        TRegister c00 = TRegister.Zero, c01 = TRegister.Zero;
        TRegister c10 = TRegister.Zero, c11 = TRegister.Zero;
        TRegister c20 = TRegister.Zero, c21 = TRegister.Zero;
        TRegister c30 = TRegister.Zero, c31 = TRegister.Zero;
        if (update == TileUpdate.Continue)
        {
            Begin(c, out c00, out c01);
            Begin(c + ldc, out c10, out c11);
            Begin(c + (2 * ldc), out c20, out c21);
            Begin(c + (3 * ldc), out c30, out c31);
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
            left += ldl;
        }

        Finish(c, c00, c01, update);
        c += ldc;
        Finish(c, c10, c11, update);
        c += ldc;
        Finish(c, c20, c21, update);
        c += ldc;
        Finish(c, c30, c31, update);
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
