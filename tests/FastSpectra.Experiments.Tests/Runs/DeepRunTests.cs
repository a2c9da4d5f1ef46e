// Invariant: of a student of L layers every hidden layer is drawn, read, trained, measured and recorded under its own name, and what a run of
// two layers writes is untouched by it.
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class DeepRunTests
{
    private static readonly ExperimentConfiguration s_deep = new()
    {
        L = 4, N = 40, NTest = 15, D = 12, H = 18, NumEpochs = 3, ProbeFreqSteps = 1, Lr = 0.3, Seed = 7, PlotOverlaps = true, Dtype = NumberType.Float64,
    };

    [Fact]
    public void EveryLayerIsMeasuredByItsDefinition()
    {
        using TemporaryDirectory directory = new();
        RunResult result = ExperimentRun.Execute(s_deep, new RunOptions { OutputDirectory = directory.Path, Threads = 1 });
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(directory.Path, "weights.safetensors"));
        using SafetensorsFile spectra = SafetensorsFile.Open(Path.Combine(directory.Path, "spectra.safetensors"));
        using Workspace workspace = new();
        Assert.Equal(4, result.Probes.Count);
        foreach (ProbeRecord record in result.Probes)
        {
            Assert.Equal(ProbeRecord.Ok, record.Status);
            SingularVectors[] layers = [.. Enumerable.Range(0, 3).Select(i => Vectors($"{StudentSizes.LayerName(i)}.step{record.Step}"))];
            for (int layer = 2; layer <= 3; layer++)
            {
                (SingularVectors below, SingularVectors own) = (layers[layer - 2], layers[layer - 1]);
                double squares = own.Values.ToArray().Sum(s => s * s);
                Near(own.Values[0], record[Metric.SpectralNorm, layer], 1e-12);
                Near(own.Values[1], record[Metric.SecondSingularValue, layer], 1e-12);
                Near(Math.Sqrt(squares), record[Metric.FrobeniusNorm, layer], 1e-12);
                Near(squares / (own.Values[0] * own.Values[0]), record[Metric.StableRank, layer], 1e-12);
                Near(Enumerable.Range(0, 18).Count(i => own.Values[i] > 1.01 * 2 * Math.Sqrt(18)), record[Metric.ValuesAboveEdge, layer], 0);
                Near(Math.Abs(own.RightTransposed.Row(0).ToArray().Zip(Column(below.Left), (v, u) => v * u).Sum()), record[Metric.WBetaAlignment, layer], 1e-6);
                Assert.Equal(own.Values.ToArray(), result.LayerSingularValues[layer - 1][record.Step], (x, y) => Math.Abs(x - y) <= 1e-12 * own.Values[0]);
                Assert.Equal([18L], spectra[$"W{layer}.step{record.Step}.singular_values"].Shape);
                Assert.InRange(record[Metric.Kta, layer], 0, 1);
                Assert.Equal(record.Step > 0, double.IsFinite(record[Metric.UpdateSpectralNorm, layer]));
                if (record.Step > 0)
                {
                    Near(record[Metric.UpdateSpectralNorm, layer], spectra[$"M{layer}.step{record.Step}.singular_values"].ToMatrix<double>()[0, 0], 0);
                    Assert.Equal([18L, 18L], spectra[$"M{layer}.step{record.Step}.overlap_left"].Shape);
                }
            }

            foreach (SingularVectors vectors in layers)
            {
                vectors.Dispose();
            }
        }

        // The last layer's features are what kta is about; each layer's input is the output of the layer below it.
        Assert.NotEqual(result.Probes[0][Metric.Kta], result.Probes[0][Metric.Kta, 3]);
        ExperimentConfiguration shallower = s_deep with { L = 3, PlotOverlaps = false, NumEpochs = 0 };
        Assert.Equal(ExperimentRun.Execute(shallower, new RunOptions { Threads = 1 }).Probes[0][Metric.Kta], result.Probes[0][Metric.Kta, 3]);

        SingularVectors Vectors(string name)
        {
            using Matrix<double> matrix = weights[name].ToMatrix<double>();
            return SingularVectors.Of(matrix, workspace, ThreadTeam.Single);
        }

        static IEnumerable<double> Column(Matrix<double> matrix) => Enumerable.Range(0, matrix.Rows).Select(i => matrix[i, 0]);
    }

    [Fact]
    public void WeightsFromAFileReplaceTheDrawnOnes()
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "inputs.safetensors");
        ExperimentConfiguration configuration = s_deep with { L = 3 };
        using ExperimentInputs<double> inputs = ExperimentInputs<double>.Draw(configuration, InputDraw.First, ThreadTeam.Single);
        Write(inputs.Student.HiddenLayers[1]);
        string[] drawn = [.. ExperimentRun.Execute(configuration, new RunOptions { Threads = 1 }).Probes.Select(probe => probe.ToCsv())];
        Assert.Equal(drawn, ExperimentRun.Execute(configuration, new RunOptions { TensorsFile = file, Threads = 1 }).Probes.Select(probe => probe.ToCsv()));

        BadDataException missing = Assert.Throws<BadDataException>(() => ExperimentRun.Execute(s_deep, new RunOptions { TensorsFile = file, Threads = 1 }));
        Assert.Contains("W0_3", missing.Message, StringComparison.Ordinal);
        Write(inputs.Student.W);
        BadDataException shape = Assert.Throws<BadDataException>(() => ExperimentRun.Execute(configuration, new RunOptions { TensorsFile = file, Threads = 1 }));
        Assert.Contains("W0_2", shape.Message, StringComparison.Ordinal);

        void Write(Matrix<double> second)
        {
            using SafetensorsWriter writer = new(file);
            foreach ((string name, Matrix<double> tensor) in ((string, Matrix<double>)[])
            [
                ("X_train", inputs.Train.X), ("y_train", inputs.Train.Y), ("X_probe", inputs.Probe.X), ("y_probe", inputs.Probe.Y), ("X_test", inputs.Test.X), ("y_test", inputs.Test.Y),
                ("beta", inputs.Teacher.Beta), ("W0", inputs.Student.W), ("W0_2", second), ("a", inputs.Student.A),
            ])
            {
                writer.Add(name, tensor);
            }

            writer.Commit();
        }
    }

    [Fact]
    public void ASweepOverDepthKeepsTheColumnsOfTheDeepest()
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "depths.yml");
        File.WriteAllText(file, "L: [2, 4]\nn: 40\nn_test: 15\nd: 12\nh: 18\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 0.3\nreg_lambda: 0.01\nnum_epochs: 2\nprobe_freq_steps: 1\nseed: 7\n");
        SweepConfiguration configuration = ConfigurationReader.ReadSweep(file);
        string whole = Path.Combine(directory.Path, "whole");
        SweepResult result = ExperimentSweep.Execute(configuration, new SweepOptions { OutputDirectory = whole, Threads = 1 });
        string[] lines = File.ReadAllLines(Path.Combine(whole, "results.csv"));
        Assert.Equal("L,repeat," + MetricColumns.Header(4), lines[0]);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Contains("W3_spectral_norm_mean", File.ReadLines(Path.Combine(whole, "summary.csv")).First(), StringComparison.Ordinal);

        // Both depths see the same data, and the deeper student begins with the first layer of the shallower one.
        Assert.Equal(result.Records[0]![0][Metric.SpectralNorm], result.Records[1]![0][Metric.SpectralNorm]);
        Assert.NotEqual(result.Records[0]![0][Metric.TestLoss], result.Records[1]![0][Metric.TestLoss]);
        string[] shards = [.. Enumerable.Range(1, 2).Select(i => Path.Combine(directory.Path, "shard" + i))];
        for (int i = 0; i < shards.Length; i++)
        {
            ExperimentSweep.Execute(configuration, new SweepOptions { OutputDirectory = shards[i], Threads = 1, Shard = new SweepShard(i + 1, 2) });
        }

        string merged = Path.Combine(directory.Path, "merged");
        SweepMerge.Execute(merged, shards);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "results.csv")), File.ReadAllText(Path.Combine(merged, "results.csv")));
    }

    private static void Near(double expected, double found, double tolerance) =>
        Assert.True(Math.Abs(expected - found) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{expected} is expected, {found} found");
}
