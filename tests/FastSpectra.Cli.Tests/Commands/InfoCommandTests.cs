using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class InfoCommandTests
{
    [Fact]
    public void PrintsWhatIsInUse()
    {
        CliResult result = CliProcess.Run(Path.GetTempPath(), "info", "--threads", "3");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All((string[])["FastSpectra", "instruction set", "tile", "3 of", "caches"], word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void SaysWhyTheLevelIsLower()
    {
        using CliProcess process = CliProcess.Start(Path.GetTempPath(), ["info", "--json"], ("FASTSPECTRA_SIMD", "scalar"));
        JsonElement json = process.Wait().Json();
        Assert.Equal("Scalar", json.GetProperty("instruction_set").GetProperty("level").GetString());
        Assert.Contains("FASTSPECTRA_SIMD=scalar", json.GetProperty("instruction_set").GetProperty("reason").GetString()!, StringComparison.Ordinal);
        Assert.Equal("Scalar", json.GetProperty("kernels").GetProperty("tile").GetProperty("name").GetString());
        Assert.Equal(Environment.ProcessorCount, json.GetProperty("threads").GetInt32());
        Assert.True(json.GetProperty("cache_bytes").GetProperty("level1").GetInt64() > 0);
    }

    [Fact]
    public void RefusesAnUnknownLevel()
    {
        using CliProcess process = CliProcess.Start(Path.GetTempPath(), ["info"], ("FASTSPECTRA_SIMD", "1024"));
        process.Wait().IsError(2, "FASTSPECTRA_SIMD=1024", "512, 256, 128 or scalar");
    }
}
