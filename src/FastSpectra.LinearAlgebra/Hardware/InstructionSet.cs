using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// What this processor offers and what the kernels use. The only place that asks the runtime what is supported.
/// </summary>
/// <remarks>
/// The environment variable <c>FASTSPECTRA_SIMD</c> (<c>512</c>, <c>256</c>, <c>128</c>, <c>scalar</c>) lowers the level;
/// it cannot raise it above what the hardware has.
/// </remarks>
public static class InstructionSet
{
    /// <summary>Name of the environment variable that lowers the level.</summary>
    public const string OverrideVariable = "FASTSPECTRA_SIMD";

    private static SimdLevel s_level = Initial();

    /// <summary>True where one instruction computes a*b+c with one rounding.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>True where there is an instruction that fetches a cache line ahead of its use.</summary>
    internal static bool HasPrefetch => Sse.IsSupported;

    /// <summary>True where 128-bit code has 32 registers (arm64).</summary>
    internal static bool HasThirtyTwoVectorRegisters => AdvSimd.Arm64.IsSupported;

    /// <summary>
    /// False in an image compiled ahead of time without 512-bit registers: code for them could never run there, and would be emulated code of
    /// twice the size of everything else. A constant there, so that it is left out.
    /// </summary>
    internal static bool Generates512Bits => Vector512.IsHardwareAccelerated || RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>
    /// True where an instruction on 512 bits makes two passes through 256-bit datapaths: family 19h (Zen 4), the first of its vendor to have
    /// 512-bit registers. Steers speed only: nothing that shapes a result may read it.
    /// </summary>
    internal static bool HalvesWideRegisters { get; } = IsFamily19h();

    /// <summary>The widest level the hardware (as the runtime presents it) accelerates.</summary>
    public static SimdLevel Best
    {
        get
        {
            if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported && HasFusedMultiplyAdd)
            {
                return SimdLevel.Vector512;
            }

            if (Vector256.IsHardwareAccelerated && Avx2.IsSupported && HasFusedMultiplyAdd)
            {
                return SimdLevel.Vector256;
            }

            return Vector128.IsHardwareAccelerated && HasFusedMultiplyAdd ? SimdLevel.Vector128 : SimdLevel.Scalar;
        }
    }

    /// <summary>The level in use.</summary>
    public static SimdLevel Level => s_level;

    /// <summary>
    /// Sets the level for the whole process until the returned scope is disposed. For tests, <c>verify</c> and benchmarks:
    /// not to be called while kernels run on other threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The hardware does not accelerate <paramref name="level"/>.</exception>
    public static LevelScope Use(SimdLevel level)
    {
        if (level > Best)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"this processor accelerates up to {Best}");
        }

        LevelScope scope = new(s_level);
        s_level = level;
        return scope;
    }

    /// <summary>Levels that the hardware accelerates, narrowest first.</summary>
    public static IEnumerable<SimdLevel> Available => Enum.GetValues<SimdLevel>().Where(level => level <= Best);

    /// <summary>True unless the environment variable holds something that is not a level; it then has no effect.</summary>
    public static bool IsOverrideUnderstood =>
        Environment.GetEnvironmentVariable(OverrideVariable) is not { Length: > 0 } || Wanted() is not null;

    private static bool IsFamily19h()
    {
        const int auth = 0x68747541;
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Ebx != auth)
        {
            return false;
        }

        int signature = X86Base.CpuId(1, 0).Eax;
        return ((signature >> 8) & 0xF) + ((signature >> 20) & 0xFF) == 0x19;
    }

    private static SimdLevel Initial() => Wanted() is { } level && level < Best ? level : Best;

    private static SimdLevel? Wanted() => Environment.GetEnvironmentVariable(OverrideVariable)?.ToLowerInvariant() switch
    {
        "512" => SimdLevel.Vector512,
        "256" => SimdLevel.Vector256,
        "128" => SimdLevel.Vector128,
        "scalar" => SimdLevel.Scalar,
        _ => null,
    };

    /// <summary>Restores the earlier level when disposed.</summary>
    public readonly struct LevelScope(SimdLevel earlier) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => s_level = earlier;
    }
}
