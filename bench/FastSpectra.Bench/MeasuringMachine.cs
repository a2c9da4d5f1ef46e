using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.Bench;

/// <summary>What a page of results says of the machine.</summary>
internal static class MeasuringMachine
{
    // "Genu", the first quarter of the maker's name.
    private const int GenuineIntel = 0x756E6547;

    /// <summary>The processor's own name on Linux, else its architecture.</summary>
    public static string Processor =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Folder of <c>bench/results</c> whose processor is of this one's maker.</summary>
    public static string ResultsFolder => X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == GenuineIntel ? "intel-emerald-rapids" : "amd-zen4";

    /// <summary>Load average of the last minute.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
