using System.Numerics;
using System.Runtime.Intrinsics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>What one would write if the order of a sum were free.</summary>
internal static unsafe class FreeOrder
{
    /// <summary>A product whose sums are cut every <paramref name="kc"/> steps instead of at the fixed constant.</summary>
    public static void Product<T>(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, int kc, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < a.Columns; k += kc)
        {
            int steps = Math.Min(kc, a.Columns - k);
            Gemm.Multiply(T.One, a.Slice(0, k, a.Rows, steps), b.Slice(k, 0, steps, b.Columns), k == 0 ? T.Zero : T.One, c, team);
        }
    }

    /// <summary>A product whose sums are split among the members of the team: as many partial results as threads, added at the end.</summary>
    public static void SplitSums<T>(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, Matrix<T>[] parts, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SplitTask<T> task = new() { A = a, B = b, C = c, Parts = parts };
        team.Run(ref task);
    }

    /// <summary>Eight registers of the hardware's own width; elements beyond them one by one.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        Vector512.IsHardwareAccelerated ? Dot512(x, y) : Dot256(x, y);

    private static float Dot512(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        int i = 0;
        fixed (float* p = x, q = y)
        {
            for (; i <= x.Length - 128; i += 128)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i), Vector512.Load(q + i), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 16), Vector512.Load(q + i + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 32), Vector512.Load(q + i + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 48), Vector512.Load(q + i + 48), s3);
                s4 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 64), Vector512.Load(q + i + 64), s4);
                s5 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 80), Vector512.Load(q + i + 80), s5);
                s6 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 96), Vector512.Load(q + i + 96), s6);
                s7 = Vector512.FusedMultiplyAdd(Vector512.Load(p + i + 112), Vector512.Load(q + i + 112), s7);
            }
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + Rest(x, y, i);
    }

    private static float Dot256(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        int i = 0;
        fixed (float* p = x, q = y)
        {
            for (; i <= x.Length - 64; i += 64)
            {
                s0 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i), Vector256.Load(q + i), s0);
                s1 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 8), Vector256.Load(q + i + 8), s1);
                s2 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 16), Vector256.Load(q + i + 16), s2);
                s3 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 24), Vector256.Load(q + i + 24), s3);
                s4 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 32), Vector256.Load(q + i + 32), s4);
                s5 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 40), Vector256.Load(q + i + 40), s5);
                s6 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 48), Vector256.Load(q + i + 48), s6);
                s7 = Vector256.FusedMultiplyAdd(Vector256.Load(p + i + 56), Vector256.Load(q + i + 56), s7);
            }
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + Rest(x, y, i);
    }

    private static float Rest(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int begin)
    {
        float sum = 0;
        for (int i = begin; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    private struct SplitTask<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public MatrixView<T> A;
        public MatrixView<T> B;
        public MatrixView<T> C;
        public Matrix<T>[] Parts;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, A.Columns, 1);
            int steps = (int)(end - begin);
            Gemm.Multiply(T.One, A.Slice(0, (int)begin, A.Rows, steps), B.Slice((int)begin, 0, steps, B.Columns), T.Zero, Parts[member].View, ThreadTeam.Single);
            team.Barrier();
            (long firstRow, long endRow) = team.Share(member, C.Rows, 1);
            for (int i = (int)firstRow; i < (int)endRow; i++)
            {
                for (int j = 0; j < C.Columns; j++)
                {
                    T sum = Parts[0][i, j];
                    for (int part = 1; part < team.Size; part++)
                    {
                        sum += Parts[part][i, j];
                    }

                    C[i, j] = sum;
                }
            }
        }
    }
}
