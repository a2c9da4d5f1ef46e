using FastSpectra.Checkpoints;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.Experiments.Tests;

/// <summary>Every number of every step of every recorded run of the reference implementation, against its float64 oracle.</summary>
public sealed class OfficialCaseTests(ITestOutputHelper output)
{
    public static TheoryData<string, NumberType> Cases()
    {
        TheoryData<string, NumberType> cases = [];
        foreach (string file in Directory.EnumerateFiles(OfficialCase.Folder, "*.json").Order(StringComparer.Ordinal))
        {
            cases.Add(Path.GetFileNameWithoutExtension(file), NumberType.Float32);
            cases.Add(Path.GetFileNameWithoutExtension(file), NumberType.Float64);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryMetricAndEveryWeightMatchesTheOracle(string name, NumberType dtype)
    {
        OfficialCase official = OfficialCase.Open(name);
        string directory = Directory.CreateTempSubdirectory("fastspectra-").FullName;
        try
        {
            RunResult result = ExperimentRun.Execute(
                official.Configuration(dtype), new RunOptions { TensorsFile = official.TensorsFile, OutputDirectory = directory, Threads = 2 });
            Assert.Equal(RunStatus.Completed, result.Status);
            double metrics = WorstMetric(official, result, out string where);
            double weights = WorstWeights(official, Path.Combine(directory, "weights.safetensors"));
            output.WriteLine($"{name} {dtype}: metrics {metrics:g3} at {where}, weights {weights:g3}");
            Assert.True(metrics <= (dtype == NumberType.Float32 ? 1e-4 : 1e-9), where);
            Assert.True(weights <= (dtype == NumberType.Float32 ? 5e-5 : 1e-10));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("adam_steplr")]
    [InlineData("gd_momentum_decay")]
    [InlineData("adam_weightnorm")]
    public void ADifferentRuleFailsTheSameComparison(string name)
    {
        OfficialCase official = OfficialCase.Open(name);
        ExperimentConfiguration wrong = official.Configuration(NumberType.Float64) with { LrSchedulerCls = LrScheduler.None, WeightDecay = 0, EnableWeightNormalization = false };
        RunResult result = ExperimentRun.Execute(wrong, new RunOptions { TensorsFile = official.TensorsFile, Threads = 1 });
        Assert.False(WorstMetric(official, result, out _) <= 1e-4);
    }

    // Largest |measured - oracle| / max(|oracle|, 0.01); infinite where a value is missing.
    private static double WorstMetric(OfficialCase official, RunResult result, out string where)
    {
        double worst = 0;
        where = string.Empty;
        foreach ((long step, string column, double expected) in official.Metrics())
        {
            Assert.True(MetricColumns.TryParse(column, out Metric metric), column);
            double measured = result.Probes.Single(probe => probe.Step == step)[metric];
            double error = Math.Abs(measured - expected) / Math.Max(Math.Abs(expected), 0.01);
            if (!(error <= worst))
            {
                worst = double.IsNaN(error) ? double.PositiveInfinity : error;
                where = $"step {step}, {column}: {measured}, expected {expected}";
            }
        }

        return worst;
    }

    private static double WorstWeights(OfficialCase official, string path)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(official.TensorsFile);
        using SafetensorsFile measured = SafetensorsFile.Open(path);
        const string prefix = "expected.f64.W_step";
        double worst = 0;
        foreach (StoredTensor tensor in expected.Tensors.Where(tensor => tensor.Name!.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using Matrix<double> w = tensor.ToMatrix<double>();
            using Matrix<double> ours = measured["W.step" + tensor.Name![prefix.Length..]].ToMatrix<double>();
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < w.Count; i++)
            {
                double e = w.Span[i] - ours.Span[i];
                difference += e * e;
                norm += w.Span[i] * w.Span[i];
            }

            double error = Math.Sqrt(difference / norm);
            worst = error <= worst ? worst : error;
        }

        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }
}
