using System.Runtime.InteropServices;

namespace FastSpectra.Bench;

/// <summary>What a page of results says of the machine.</summary>
internal static class MeasuringMachine
{
    /// <summary>The processor's own name on Linux, else its architecture.</summary>
    public static string Processor =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Load average of the last minute.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
