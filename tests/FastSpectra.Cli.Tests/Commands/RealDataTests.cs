// Invariant: one data set in four formats trains to the same bytes, whatever the threads; run.json names the files by their SHA-256; a changed file is
// not resumed from; what does not fit is an error before any work.
using System.Globalization;
using System.Text.Json;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class RealDataTests : IDisposable
{
    private const int Count = 90, Pixels = 12;

    private static readonly string[] s_idx = ["data_format: idx", "data_train: data/x.gz", "data_train_labels: data/y", "data_positive_class: 2", "d:", "label_noise_std: 0"];

    private readonly Workplace _workplace = new();
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    public RealDataTests()
    {
        (_pixels, _labels) = DataFileWriter.Images(Count, Pixels, 3, 1);
        Directory.CreateDirectory(_workplace.File("data"));
        DataFileWriter.WriteIdx(_workplace.File("data", "x.gz"), [Count, 3, 4], _pixels);
        DataFileWriter.WriteIdx(_workplace.File("data", "y"), [Count], _labels);
    }

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void TrainsOnIdxToTheSameBytesEveryTime()
    {
        Write(s_idx);
        Run("one", "--threads", "1");
        Run("two", "--threads", "2");
        Assert.Equal(Workplace.Results(_workplace.File("one")), Workplace.Results(_workplace.File("two")));
        using JsonDocument manifest = Manifest("one");
        JsonElement hashes = manifest.RootElement.GetProperty("data_sha256");
        Assert.Equal(["data_train", "data_train_labels"], hashes.EnumerateObject().Select(file => file.Name));
        Assert.Equal(64, hashes.GetProperty("data_train").GetString()!.Length);
        JsonElement configuration = manifest.RootElement.GetProperty("configuration");
        Assert.Equal((Pixels, "idx", "data/x.gz"), (configuration.GetProperty("d").GetInt32(), configuration.GetProperty("data_format").GetString(), configuration.GetProperty("data_train").GetString()));

        // A third of the samples is +1: the best constant has loss 8/9, a read-out of features that tell the classes apart less.
        string[][] rows = [.. File.ReadAllLines(_workplace.File("one", "metrics.csv")).Select(line => line.Split(','))];
        double Value(string name) => double.Parse(rows[^1][Array.IndexOf(rows[0], name)], CultureInfo.InvariantCulture);
        Assert.InRange(Value("train_loss"), 0, 0.889);
        Assert.InRange(Value("w_beta_alignment"), 1e-9, 1);
        Assert.InRange(Value("kta"), 1e-9, 1);

        // Paths are relative to the configuration, and without one to the current directory.
        CliResult repeated = CliProcess.Run(_workplace.Path, "run", "--expect", "one/run.json");
        Assert.True(repeated.Code == 0, repeated.Error);
        Assert.Equal(0, CliProcess.Run(Path.GetTempPath(), "run", _workplace.File("c.yml"), "--expect", _workplace.File("one", "run.json")).Code);
        DataFileWriter.WriteIdx(_workplace.File("data", "y"), [Count], [.. Enumerable.Reverse(_labels)]);
        CliResult changed = CliProcess.Run(_workplace.Path, "run", "--expect", "one/run.json");
        Assert.Equal(3, changed.Code);
        Assert.Contains("data_train_labels: has SHA-256", changed.Error, StringComparison.Ordinal);
        Assert.Equal(2, CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "one", "--resume").Code);
        Assert.Equal(2, CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "one").Code);
    }

    [Fact]
    public void AnInterruptedRunContinuesToTheSameBytes()
    {
        Write([.. s_idx, "num_epochs: 1000", "lightweight: true", "probe_freq_steps: 50"]);
        Run("whole");
        using (CliProcess process = CliProcess.Start(_workplace.Path, ["run", "c.yml", "--out", "parts"]))
        {
            while (!process.HasExited && !(File.Exists(_workplace.File("parts", "metrics.csv")) && File.ReadAllLines(_workplace.File("parts", "metrics.csv")).Length > 3))
            {
                Thread.Sleep(1);
            }

            process.Signal("INT");
            process.Wait();
        }

        Run("parts", "--resume");
        Assert.Equal(File.ReadAllText(_workplace.File("whole", "metrics.csv")), File.ReadAllText(_workplace.File("parts", "metrics.csv")));
    }

    [Fact]
    public void FormatsOfOneDataSetGiveOneResult()
    {
        Write(s_idx);
        Run("idx");
        string expected = File.ReadAllText(_workplace.File("idx", "metrics.csv"));
        DataFileWriter.WriteCsv(_workplace.File("data", "a.csv"), _pixels, _labels);
        Write("data_format: csv", "data_train: data/a.csv", "data_label_column: label", "data_positive_class: 2", "d: 12", "label_noise_std: 0");
        Run("csv");
        Assert.Equal(expected, File.ReadAllText(_workplace.File("csv", "metrics.csv")));
        DataFileWriter.WriteNpy(_workplace.File("data", "x.npy"), $"({Count}, {Pixels})", _pixels);
        DataFileWriter.WriteNpy(_workplace.File("data", "y.npy"), $"({Count},)", _labels);
        Write("data_format: npy", "data_train: data/x.npy", "data_train_labels: data/y.npy", "data_positive_class: 2", "d:", "label_noise_std: 0");
        Run("npy");
        Assert.Equal(expected, File.ReadAllText(_workplace.File("npy", "metrics.csv")));
    }

    [Fact]
    public void Cifar10FilesAreJoinedByName()
    {
        (byte[] pixels, byte[] labels) = DataFileWriter.Images(80, 3072, 10, 2);
        byte[] records = DataFileWriter.Cifar10(pixels, labels);
        DataFileWriter.Write(_workplace.File("data", "data_batch_2.bin"), records[(50 * 3073)..]);
        DataFileWriter.Write(_workplace.File("data", "data_batch_1.bin"), records[..(50 * 3073)]);
        DataFileWriter.Write(_workplace.File("data", "test_batch.bin"), records[..(20 * 3073)]);
        Write("data_format: cifar10", "data_train: data/data_batch_*.bin", "data_test: data/test_batch.bin", "d:", "label_noise_std: 0", "data_standardize: feature");
        Run("cifar");
        using JsonDocument manifest = Manifest("cifar");
        Assert.Equal(
            ["data_train/data_batch_1.bin", "data_train/data_batch_2.bin", "data_test"],
            manifest.RootElement.GetProperty("data_sha256").EnumerateObject().Select(file => file.Name));
        Assert.Equal(3072, manifest.RootElement.GetProperty("configuration").GetProperty("d").GetInt32());
        File.Delete(_workplace.File("data", "data_batch_1.bin"));
        File.Delete(_workplace.File("data", "data_batch_2.bin"));
        Assert.Equal(3, CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "none").Code);
    }

    // The page's configuration as it stands, on generated files under the names of MNIST's own; only the sizes are smaller.
    [Fact]
    public void TheDocumentedConfigurationRuns()
    {
        string page = File.ReadAllText(RepositoryFile.Path("docs", "real-data.md"));
        File.WriteAllText(_workplace.File("mnist.yml"), page.Split("```yaml\n")[1].Split("```")[0]);
        foreach ((string name, int count) in ((string, int)[])[("train", 60), ("t10k", 20)])
        {
            (byte[] pixels, byte[] labels) = DataFileWriter.Images(count, 784, 10, count);
            DataFileWriter.WriteIdx(_workplace.File($"{name}-images-idx3-ubyte.gz"), [count, 28, 28], pixels);
            DataFileWriter.WriteIdx(_workplace.File($"{name}-labels-idx1-ubyte.gz"), [count], labels);
        }

        CliResult result = CliProcess.Run(_workplace.Path, "run", "mnist.yml", "--set", "n=30", "--set", "n_test=20", "--set", "h=12", "--set", "num_epochs=2", "--out", "mnist");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(3, File.ReadAllLines(_workplace.File("mnist", "metrics.csv")).Length);
    }

    [Fact]
    public void SweepsShareAndMergeAndTellTheCost()
    {
        Write([.. s_idx, "repeat: 2"]);
        string[] sweep = ["sweep", "c.yml", "--set", "lr=[0.1,1]", "--json"];
        Assert.Equal(0, CliProcess.Run(_workplace.Path, [.. sweep, "--out", "whole"]).Code);
        Assert.Equal(0, CliProcess.Run(_workplace.Path, [.. sweep, "--out", "s1", "--shard", "1/2"]).Code);
        Assert.Equal(0, CliProcess.Run(_workplace.Path, [.. sweep, "--out", "s2", "--shard", "2/2"]).Code);
        Assert.Equal(0, CliProcess.Run(_workplace.Path, "merge", "--out", "merged", "s1", "s2").Code);
        Assert.Equal(File.ReadAllText(_workplace.File("whole", "results.csv")), File.ReadAllText(_workplace.File("merged", "results.csv")));
        Assert.Equal(4, CliProcess.Run(_workplace.Path, [.. sweep, "--dry-run"]).Json().GetProperty("runs").GetInt32());
    }

    [Theory]
    [InlineData(2, "'d' is 6; expected 12", "d: 6")]
    [InlineData(2, "'n' is 50; expected less", "n: 50")]
    [InlineData(2, "'data_train' is missing", "data_train:")]
    [InlineData(2, "'data_train_labels' is missing", "data_train_labels:")]
    [InlineData(2, "'data_label_column'", "data_label_column: 3")]
    [InlineData(2, "'data_test_labels'", "data_test_labels: data/y")]
    [InlineData(2, "'data_format' is 'png'", "data_format: png")]
    [InlineData(2, "a list", "data_train: [a, b]")]
    [InlineData(2, "'data_train' is data/x.gz; expected 'data_format'", "data_format:")]
    [InlineData(3, "no sample labelled 7", "data_positive_class: 7")]
    [InlineData(3, "file not found", "data_train: data/none")]
    [InlineData(3, "expected images", "data_train: data/y")]
    [InlineData(3, "expected labels", "data_train_labels: data/x.gz")]
    public void WhatDoesNotFitIsNamed(int code, string expected, string line)
    {
        string key = line.Split(':')[0];
        Write([.. s_idx.Where(other => other.Split(':')[0] != key), line, .. key == "data_format" ? ["d: 12"] : Array.Empty<string>()]);
        CliResult result = CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "bad");
        Assert.True(result.Code == code, result.Error);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_workplace.File("bad", "metrics.csv")));
    }

    private void Write(params string[] lines)
    {
        _workplace.WriteConfiguration(lines);
        File.WriteAllLines(_workplace.File("c.yml"), [.. File.ReadAllLines(_workplace.File("c.yml")).Where(line => line != "d:")]);
    }

    private void Run(string name, params string[] arguments)
    {
        CliResult result = CliProcess.Run(_workplace.Path, ["run", "c.yml", "--out", name, .. arguments]);
        Assert.True(result.Code == 0, result.Error);
    }

    private JsonDocument Manifest(string name) => JsonDocument.Parse(File.ReadAllText(_workplace.File(name, "run.json")));
}
