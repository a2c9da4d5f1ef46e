// Invariant: a record keeps its numbers under their columns in every table at least as wide as itself, and alignments with several directions are those of the
// singular vectors of the recorded weights.
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class ProbeRecordTests
{
    [Fact]
    public void NumbersStayUnderTheirColumnsInWiderTables()
    {
        ExperimentConfiguration c = new() { L = 3, N = 30, D = 12, H = 16, NTest = 10, TeacherDirections = 2, NumEpochs = 1, ProbeFreqSteps = 1, Lightweight = true, Seed = 3 };
        ProbeRecord record = ExperimentRun.Execute(c, new RunOptions { Threads = 1 }).Probes[^1];
        Dictionary<string, string> own = Cells(record, 3, 2), wide = Cells(record, 5, 4);
        Assert.Equal(own.Count + (2 * MetricColumns.OfLayers.Count) + 2, wide.Count);
        Assert.All(own, cell => Assert.Equal(cell.Value, wide[cell.Key]));
        Assert.All(wide.Keys.Except(own.Keys), column => Assert.Equal("", wide[column]));
        Assert.Equal(record.ToCsv(5, 4), ProbeRecord.FromCsv(record.ToCsv(5, 4), 5, 4).ToCsv());
        Assert.NotEqual("", own["w_beta2_alignment"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AlignmentsAreThoseOfTheRecordedWeights(int directions)
    {
        using TemporaryDirectory directory = new();
        ExperimentConfiguration c = new()
        {
            N = 60, D = 12, H = 16, NTest = 10, TeacherDirections = directions, NumEpochs = 2, ProbeFreqSteps = 1, Lr = 0.5, Dtype = NumberType.Float64, Seed = 3,
        };
        ProbeRecord record = ExperimentRun.Execute(c, new RunOptions { Threads = 1, OutputDirectory = directory.Path }).Probes[^1];
        string header = File.ReadLines(Path.Combine(directory.Path, "metrics.csv")).First();
        Assert.Equal(MetricColumns.Header(2, directions), header);
        if (directions == 1)
        {
            Assert.True(double.IsNaN(record.SubspaceAlignment) && record.DirectionAlignments.Length == 0);
            return;
        }

        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(directory.Path, "weights.safetensors"));
        using Matrix<double> w = file["W.step2"].ToMatrix<double>(), beta = file["beta"].ToMatrix<double>();
        using Workspace workspace = new();
        using SingularVectors vectors = SingularVectors.Of(w, workspace, ThreadTeam.Single);
        double all = 0;
        for (int k = 0; k < directions; k++)
        {
            double square = 0;
            for (int i = 0; i < directions; i++)
            {
                double product = 0;
                for (int j = 0; j < c.D; j++)
                {
                    product += vectors.RightTransposed[i, j] * beta[j, k];
                }

                square += product * product;
            }

            Assert.Equal(Math.Sqrt(square), record.DirectionAlignments[k], 1e-11);
            all += square / directions;
        }

        Assert.Equal(Math.Sqrt(all), record.SubspaceAlignment, 1e-11);
        Assert.NotEqual(record[Metric.WBetaAlignment], record.SubspaceAlignment, 1e-3);
    }

    [Fact]
    public void ASweepOverDirectionsKeepsTheColumnsOfTheMost()
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "directions.yml");
        File.WriteAllText(file, "L: [2, 3]\nteacher_directions: [1, 2]\nn: 40\nn_test: 15\nd: 12\nh: 18\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 0.3\nreg_lambda: 0.01\nnum_epochs: 1\nprobe_freq_steps: 1\nseed: 7\n");
        SweepConfiguration configuration = ConfigurationReader.ReadSweep(file);
        string whole = Path.Combine(directory.Path, "whole"), merged = Path.Combine(directory.Path, "merged");
        SweepResult result = ExperimentSweep.Execute(configuration, new SweepOptions { OutputDirectory = whole, Threads = 1 });
        string[][] lines = [.. File.ReadLines(Path.Combine(whole, "results.csv")).Select(line => line.Split(','))];
        Assert.Equal("L,teacher_directions,repeat," + MetricColumns.Header(3, 2), string.Join(',', lines[0]));
        int column = Array.IndexOf(lines[0], "w_beta2_alignment");
        Assert.All(lines.Skip(1), line => Assert.Equal((lines[0].Length, line[1] == "2"), (line.Length, line[column].Length > 0)));

        // Other directions, other labels: what the runs have in common is not theirs.
        Assert.NotEqual(result.Records[0]![0][Metric.TestLoss], result.Records[1]![0][Metric.TestLoss]);
        SweepSummary summary = result.Summarise();
        int place = summary.Columns.ToList().IndexOf("w_subspace_alignment");
        Assert.All(summary.Rows, row => Assert.Equal(row.Values[1] == "2" ? 1 : 0, row.Statistics[place].Count));
        string[] shards = [.. Enumerable.Range(1, 2).Select(i => Path.Combine(directory.Path, "shard" + i))];
        for (int i = 0; i < shards.Length; i++)
        {
            ExperimentSweep.Execute(configuration, new SweepOptions { OutputDirectory = shards[i], Threads = 1, Shard = new SweepShard(i + 1, 2) });
        }

        SweepMerge.Execute(merged, shards);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "results.csv")), File.ReadAllBytes(Path.Combine(merged, "results.csv")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "summary.csv")), File.ReadAllBytes(Path.Combine(merged, "summary.csv")));
    }

    private static Dictionary<string, string> Cells(ProbeRecord record, int layers, int directions) =>
        MetricColumns.Header(layers, directions).Split(',').Zip(record.ToCsv(layers, directions).Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
}
