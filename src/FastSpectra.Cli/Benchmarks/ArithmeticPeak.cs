// The most multiply-adds a second: twelve independent chains in registers, no memory. Latency 4 at two a cycle needs eight chains;
// twelve and two operands fit into the sixteen registers of AVX2.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>Floating-point operations a second that registers alone reach, at the SIMD level in use.</summary>
internal static unsafe class ArithmeticPeak
{
    private const int Chains = 12;
    private const int Rounds = 200_000;

    /// <summary>Operations a second, a multiply-add counted as two, of all members of a team together.</summary>
    public static double Measure<T>(ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] sink = new T[team.Size * 64];
        fixed (T* results = sink)
        {
            ChainsTask<T> task = new(results);
            double seconds = RepeatedCall.Seconds(0.1, () => Run(team, task)).Least;
            return 2.0 * Chains * Rounds * LanesOf<T>() * team.Size / seconds;
        }
    }

    private static void Run<T>(ThreadTeam team, ChainsTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => team.Run(ref task);

    private static int LanesOf<T>()
        where T : unmanaged => InstructionSet.Level == SimdLevel.Scalar ? 1 : InstructionSetBits.Of(InstructionSet.Level) / (8 * sizeof(T));

    private readonly struct ChainsTask<T>(T* results) : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int member, ThreadTeam team)
        {
            ChainsKernel<T> kernel = new(results + (member * 64L));
            LanesDispatch.RunElementwise<T, ChainsKernel<T>>(ref kernel);
        }
    }

    private readonly struct ChainsKernel<T>(T* result) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            // x -> x/2 + 1 goes to 2: no overflow, no denormals.
            TLanes half = TLanes.Broadcast(T.CreateChecked(0.5)), one = TLanes.Broadcast(T.One);
            TLanes a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, k = one, l = one;
            for (int round = 0; round < Rounds; round++)
            {
                a = TLanes.FusedMultiplyAdd(a, half, one);
                b = TLanes.FusedMultiplyAdd(b, half, one);
                c = TLanes.FusedMultiplyAdd(c, half, one);
                d = TLanes.FusedMultiplyAdd(d, half, one);
                e = TLanes.FusedMultiplyAdd(e, half, one);
                f = TLanes.FusedMultiplyAdd(f, half, one);
                g = TLanes.FusedMultiplyAdd(g, half, one);
                h = TLanes.FusedMultiplyAdd(h, half, one);
                i = TLanes.FusedMultiplyAdd(i, half, one);
                j = TLanes.FusedMultiplyAdd(j, half, one);
                k = TLanes.FusedMultiplyAdd(k, half, one);
                l = TLanes.FusedMultiplyAdd(l, half, one);
            }

            TLanes.Store(result, a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }
}
