using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary><c>info</c>: what the program is and what it found on this machine.</summary>
internal static class InfoCommand
{
    private const int SchemaVersion = 1;

    public static Command Build()
    {
        Command command = Documented.Command("info",
            "Print version, instruction set in use and why, kernels, threads and cache sizes.",
            "fastspectra info", "fastspectra info --json", "FASTSPECTRA_SIMD=256 fastspectra info");
        command.SetAction(parsed =>
        {
            CommandContext context = CommandContext.Of(parsed);
            if (context.Json)
            {
                JsonOutput.Print(writer => WriteJson(writer, context));
            }
            else
            {
                WriteText(Console.Out, context);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The program's version, such as <c>0.1.0</c>.</summary>
    public static string Version => typeof(InfoCommand).Assembly.GetName().Version!.ToString(3);

    private static string Describe(SimdLevel level) => level == SimdLevel.Scalar ? "scalar" : $"{InstructionSetBits.Of(level)}-bit vectors";

    private static string Reason()
    {
        string widest = $"the widest that this processor and runtime accelerate is {Describe(InstructionSet.Best)}";
        return InstructionSet.Level == InstructionSet.Best
            ? widest
            : $"lowered by {InstructionSet.OverrideVariable}={Environment.GetEnvironmentVariable(InstructionSet.OverrideVariable)}; {widest}";
    }

    private static TileEntry Tile => TileTable.Entries.First(entry => entry.Name == TileTable.Selected);

    private static bool IsNative => !RuntimeFeature.IsDynamicCodeCompiled;

    private static void WriteText(TextWriter output, CommandContext context)
    {
        output.WriteLine($"FastSpectra {Version}");
        Row("runtime", $"{RuntimeInformation.FrameworkDescription}, {(IsNative ? "compiled ahead of time" : "compiled just in time")}");
        Row("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Row("instruction set", Describe(InstructionSet.Level));
        Row("", Reason());
        Row("tile of products", $"{TileTable.Selected}: {Tile.Reason}");
        Row("multiply-add", InstructionSet.HasFusedMultiplyAdd ? "fused, in hardware" : "fused, by an exact emulation");
        Row("threads", $"{context.Threads} of {Environment.ProcessorCount} processors");
        Row("caches", $"{Kibibytes(CacheSizes.FirstLevel)}, {Kibibytes(CacheSizes.SecondLevel)}, {Kibibytes(CacheSizes.ThirdLevel)} (levels 1 to 3)");
        void Row(string name, string value) => output.WriteLine($"  {name,-16} {value}");
    }

    private static string Kibibytes(long bytes) => $"{bytes >> 10} KiB";

    private static void WriteJson(Utf8JsonWriter writer, CommandContext context)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteString("version", Version);
        writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        writer.WriteBoolean("native_aot", IsNative);
        writer.WriteString("operating_system", RuntimeInformation.OSDescription);
        writer.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
        writer.WriteStartObject("instruction_set");
        writer.WriteString("level", InstructionSet.Level.ToString());
        writer.WriteNumber("bits", InstructionSetBits.Of(InstructionSet.Level));
        writer.WriteString("reason", Reason());
        writer.WriteStartArray("available");
        foreach (SimdLevel level in InstructionSet.Available)
        {
            writer.WriteStringValue(level.ToString());
        }

        writer.WriteEndArray();
        writer.WriteBoolean("fused_multiply_add", InstructionSet.HasFusedMultiplyAdd);
        writer.WriteEndObject();
        writer.WriteStartObject("kernels");
        writer.WriteStartObject("tile");
        writer.WriteString("name", Tile.Name.ToString());
        writer.WriteString("reason", Tile.Reason);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteNumber("threads", context.Threads);
        writer.WriteNumber("processors", Environment.ProcessorCount);
        writer.WriteStartObject("cache_bytes");
        writer.WriteNumber("level1", CacheSizes.FirstLevel);
        writer.WriteNumber("level2", CacheSizes.SecondLevel);
        writer.WriteNumber("level3", CacheSizes.ThirdLevel);
        writer.WriteEndObject();
    }
}
