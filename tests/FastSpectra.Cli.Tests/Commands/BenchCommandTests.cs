using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>Rates are the machine's business; here: each kernel is there once per team, with a limit and a positive time.</summary>
public sealed class BenchCommandTests
{
    [Fact]
    public void MeasuresKernelsAgainstTheLimitsOfTheMachine()
    {
        using Workplace place = new();
        CliResult result = CliProcess.Run(place.Path, "bench", "--filter", "a", "--threads", "1", "--json", "--quiet", "--out", "b");
        Assert.Equal((0, ""), (result.Code, result.Error));
        JsonElement json = result.Json();
        JsonElement limits = Assert.Single(json.GetProperty("limits").EnumerateArray());
        Assert.All((string[])["float_flops_per_second", "double_flops_per_second", "l1_bytes_per_second", "memory_bytes_per_second"],
            name => Assert.True(limits.GetProperty(name).GetDouble() > 1e6));
        JsonElement[] kernels = [.. json.GetProperty("kernels").EnumerateArray()];
        Assert.Contains(kernels, kernel => kernel.GetProperty("kernel").GetString() == "tanh");
        Assert.DoesNotContain(kernels, kernel => kernel.GetProperty("kernel").GetString() == "dot");
        Assert.All(kernels, kernel => Assert.True(kernel.GetProperty("seconds").GetDouble() > 0 && kernel.GetProperty("percent_of_limit").GetDouble() > 0));
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(place.Path, "b", "bench.json")));
        Assert.Equal(json.GetRawText(), JsonSerializer.Serialize(written.RootElement));
        Assert.StartsWith("<svg", File.ReadAllText(System.IO.Path.Combine(place.Path, "b", "roofline.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesAFilterThatLeavesNothing() => CliProcess.Run(Path.GetTempPath(), "bench", "--filter", "fourier").IsError(2, "'fourier'", "tanh");
}
