// Invariant: the reference's files are read unchanged; anything that is not a sound configuration is a ConfigurationException of one
// line that begins with the file and line (or the option) and says what was expected.
using System.Globalization;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class ConfigurationReaderTests : IDisposable
{
    private const string Sound = """
        n: 20
        n_test: 5
        h: 6
        d: 4
        label_noise_std: 0.3
        optimizer: adam
        lr: 0.1
        reg_lambda: 0.01
        num_epochs: 3
        probe_freq_steps: 1

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("fastspectra-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void ReadsTheMainExperimentUnchanged()
    {
        ExperimentConfiguration main = ConfigurationReader.ReadRun(Reference("main.yml"));
        Assert.Equal(new ExperimentConfiguration { BatchSize = 2000, BatchSizeTest = 200, Momentum = 0 }, main);
    }

    [Fact]
    public void ReadsTheScheduleUnchanged()
    {
        ExperimentConfiguration schedule = ConfigurationReader.ReadRun(Reference("main_lr_schedule.yml"));
        Assert.Equal(LrScheduler.StepLR, schedule.LrSchedulerCls);
        Assert.Equal(new StepLRArguments { StepSize = 1, Gamma = 0.6 }, schedule.LrSchedulerKwargs);
        Assert.Equal(1, schedule.TotalSteps);
    }

    [Theory]
    [InlineData("bulk_lr.yml", 18, 5, null, "optimizer,lr")]
    [InlineData("bulk_losses_vary_n.yml", 4, 2, "n", "n")]
    [InlineData("bulk_losses_vary_label_noise_std.yml", 4, 2, "label_noise_std", "label_noise_std")]
    [InlineData("bulk_losses_vary_reg_lambda.yml", 4, 2, "reg_lambda", "reg_lambda")]
    [InlineData("bulk_losses_vary_step_lr_gamma.yml", 4, 2, "gamma", "gamma")]
    public void ReadsTheSweepsUnchanged(string file, int combinations, int repeat, string? varying, string axes)
    {
        SweepConfiguration sweep = ConfigurationReader.ReadSweep(Reference(file));
        Assert.Equal(combinations, sweep.Combinations);
        Assert.Equal(repeat, sweep.Repeat);
        Assert.Equal(varying, sweep.VaryingParam);
        Assert.Equal(axes, string.Join(",", sweep.Axes.Select(axis => axis.ColumnName)));
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(Reference(file)));
        Assert.Contains("for a sweep", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnumeratesCombinationsWithTheLastAxisFastest()
    {
        SweepConfiguration sweep = ConfigurationReader.ReadSweep(Reference("bulk_lr.yml"));
        Assert.Equal((OptimizerKind.Sgd, 0.001), Pair(sweep.Combination(0)));
        Assert.Equal((OptimizerKind.Sgd, 0.01), Pair(sweep.Combination(1)));
        Assert.Equal((OptimizerKind.Adam, 0.001), Pair(sweep.Combination(9)));
        Assert.Equal((OptimizerKind.Adam, 3000), Pair(sweep.Combination(17)));
        Assert.Throws<ArgumentOutOfRangeException>(() => sweep.Combination(18));
        static (OptimizerKind, double) Pair(ExperimentConfiguration c) => (c.Optimizer, c.Lr);
    }

    [Fact]
    public void BatchSizeFollowsNWhereItIsNotGiven()
    {
        SweepConfiguration sweep = ConfigurationReader.ReadSweep(Reference("bulk_losses_vary_n.yml"));
        Assert.Equal([500, 2000, 4000, 8000], Enumerable.Range(0, 4).Select(i => sweep.Combination(i).BatchSize));
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(10, sweep.Combination(i).TotalSteps));
        Assert.Equal(5, ConfigurationReader.ReadRun(Write(Sound)).BatchSizeTest);
    }

    [Fact]
    public void DefaultsAreThoseOfTheContract()
    {
        ExperimentConfiguration c = ConfigurationReader.ReadRun(Write(Sound));
        Assert.Equal((2, 20, 5, 1, 0.0, 0.0, 0UL), (c.L, c.BatchSize, c.BatchSizeTest, c.Repeat, c.Momentum, c.WeightDecay, c.Seed));
        Assert.True(c is { ProbeWeights: true, ProbeFeatures: true, FixLastLayer: true });
        Assert.True(c is { PlotOverlaps: false, EnableWw: false, Lightweight: false, EnableWeightNormalization: false });
        Assert.Equal((NumberType.Float32, ProbeFeatureScaling.Paper), (c.Dtype, c.ProbeFeatureScaling));
    }

    [Fact]
    public void SettingsReplaceTheFileInOrder()
    {
        string[] settings =
        [
            "n=30", "n=40", "lr = 1e-3", "optimizer=SGD", "lr_scheduler_cls=StepLR", "lr_scheduler_kwargs.step_size=2", "lr_scheduler_kwargs.gamma=0.5",
            "dtype=float64", "probe_feature_scaling=reference-code", "lightweight=yes", "seed=3",
        ];
        ExperimentConfiguration c = ConfigurationReader.ReadRun(Write(Sound), settings, seed: ulong.MaxValue);
        Assert.Equal((40, 0.001, OptimizerKind.Sgd, true), (c.N, c.Lr, c.Optimizer, c.Lightweight));
        Assert.Equal(new StepLRArguments { StepSize = 2, Gamma = 0.5 }, c.LrSchedulerKwargs);
        Assert.Equal((NumberType.Float64, ProbeFeatureScaling.ReferenceCode, ulong.MaxValue), (c.Dtype, c.ProbeFeatureScaling, c.Seed));
        Assert.Equal(3, ConfigurationReader.ReadSweep(Write(Sound), ["lr=[1, 2, 3]"]).Combinations);
        Assert.Equal(0.25, ConfigurationReader.ReadRun(Reference("main_lr_schedule.yml"), ["lr_scheduler_kwargs={step_size: 1, gamma: 0.25}"]).LrSchedulerKwargs.Gamma);
    }

    [Fact]
    public void WrittenConfigurationsAreReadBackEqual()
    {
        foreach (string settings in (string[])["", "lr=0.1;dtype=float64", "lr_scheduler_cls=StepLR;lr_scheduler_kwargs.step_size=3;varying_param=gamma", "lr=1e-300;seed=18446744073709551615"])
        {
            ExperimentConfiguration c = ConfigurationReader.ReadRun(Write(Sound), settings.Split(';', StringSplitOptions.RemoveEmptyEntries));
            string yaml = ConfigurationWriter.ToYaml(c);
            ExperimentConfiguration back = ConfigurationReader.ReadRun(Write(yaml));
            Assert.Equal(yaml, ConfigurationWriter.ToYaml(back));
            Assert.Equal(c with { BatchSize = c.BatchSize, BatchSizeTest = c.BatchSizeTest, Momentum = c.Momentum }, back);
        }
    }

    [Fact]
    public void MomentumThatIsNotGivenFollowsTheOptimizer()
    {
        string file = Write(Sound);
        const string rules = "optimizer=[sgd, adam, adamw, rmsprop, signgd, normalized-gd, muon]";
        SweepConfiguration sweep = ConfigurationReader.ReadSweep(file, [rules]);
        double[] expected = [0, 0, 0, 0, 0, 0, 0.95];
        Assert.Equal(expected, Enumerable.Range(0, 7).Select(i => sweep.Combination(i).Momentum));
        Assert.Equal(Enum.GetValues<OptimizerKind>(), Enumerable.Range(0, 7).Select(i => sweep.Combination(i).Optimizer));

        // As a sweep records it for its merge.
        using MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(stream))
        {
            ConfigurationWriter.WriteJson(sweep, writer);
        }

        SweepConfiguration back = ConfigurationReader.ReadSweep(Write(System.Text.Encoding.UTF8.GetString(stream.ToArray())));
        Assert.Equal(expected, Enumerable.Range(0, 7).Select(i => back.Combination(i).Momentum));
        SweepConfiguration given = ConfigurationReader.ReadSweep(file, [rules, "momentum=0"]);
        Assert.All(Enumerable.Range(0, 7), i => Assert.Equal(0, given.Combination(i).Momentum));
    }

    [Fact]
    public void WritesJsonUnderTheConfigurationsNames()
    {
        using MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(stream))
        {
            ConfigurationWriter.WriteJson(ConfigurationReader.ReadRun(Reference("main_lr_schedule.yml")), writer);
        }

        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(stream.ToArray());
        Assert.Equal(2000, json.RootElement.GetProperty("n").GetInt32());
        Assert.Equal("adam", json.RootElement.GetProperty("optimizer").GetString());
        Assert.Equal(0.6, json.RootElement.GetProperty("lr_scheduler_kwargs").GetProperty("gamma").GetDouble());
        Assert.Equal("paper", json.RootElement.GetProperty("probe_feature_scaling").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.RootElement.GetProperty("varying_param").ValueKind);
    }

    // Each line is put after ten sound ones, so it is line 11.
    [Theory]
    [InlineData("optimzer: adam", ":11: key 'optimzer' is unknown; did you mean 'optimizer'?")]
    [InlineData("Batchsize: 3", "did you mean 'batch_size'?")]
    [InlineData("gamma: 0.5", "did you mean 'lr_scheduler_kwargs.gamma'?")]
    [InlineData("qqqqqqqqqqqqqq: 1", "known keys: L n ")]
    [InlineData("? [a]\n: b", "a key is not a word")]
    [InlineData("L: 1", ":11: key 'L' is 1; expected an integer from 2 to 100")]
    [InlineData("L: 101", ":11: key 'L' is 101; expected an integer from 2 to 100")]
    [InlineData("batch_size: 0", ":11: key 'batch_size' is '0'; expected an integer of at least 1")]
    [InlineData("batch_size: -4", "an integer of at least 1")]
    [InlineData("batch_size: '4'", "expected an integer")]
    [InlineData("batch_size: 4.0", "expected an integer in digits")]
    [InlineData("batch_size: 0x10", "expected an integer in digits")]
    [InlineData("batch_size: 99999999999", "expected an integer of at most 2147483647")]
    [InlineData("batch_size: 4000000000", "at most 2147483647")]
    [InlineData("batch_size:", "key 'batch_size' is empty")]
    [InlineData("batch_size: {a: 1}", "has a mapping")]
    [InlineData("batch_size: [[1]]", "not a single value")]
    [InlineData("batch_size: []", "an empty list")]
    [InlineData("batch_size: [1, x]", "is 'x'; expected an integer", true)]
    [InlineData("weight_decay: .nan", "expected a finite number")]
    [InlineData("weight_decay: NaN", "expected a finite number")]
    [InlineData("weight_decay: 1e999", "expected a finite number")]
    [InlineData("weight_decay: -0.1", ":11: key 'weight_decay' is -0.1")]
    [InlineData("weight_decay: 1,5", "expected a finite number")]
    [InlineData("momentum: 1", "expected a number in [0, 1)")]
    [InlineData("lightweight: maybe", "expected true or false")]
    [InlineData("dtype: float16", "expected 'float32' or 'float64'")]
    [InlineData("seed: -1", "expected an integer from 0 to 2^64 - 1")]
    [InlineData("repeat: [1, 2]", "expected one value")]
    [InlineData("varying_param: nothing", "the name of a key")]
    [InlineData("lr_scheduler_cls: CosineLR", "expected 'StepLR'")]
    [InlineData("lr_scheduler_cls: StepLR", "missing key lr_scheduler_kwargs.step_size")]
    [InlineData("lr_scheduler_kwargs: 3", "not a mapping")]
    [InlineData("lr_scheduler_kwargs: {step_size: 1}", "without a schedule")]
    [InlineData("lr_scheduler_kwargs: {step_sise: 1}", "did you mean 'lr_scheduler_kwargs.step_size'?")]
    [InlineData("lr_scheduler_cls: StepLR\nlr_scheduler_kwargs:\n  step_size: 1\n  gamma: 0", ":14: key 'lr_scheduler_kwargs.gamma' is 0")]
    [InlineData("n: 30", ":11: key 'n' is given twice")]
    [InlineData("batch_size: [1", "not valid YAML")]
    [InlineData("\tbatch_size: 1", "not valid YAML")]
    [InlineData("---\nn: 1", "a second document")]
    [InlineData("batch_size: *unknown", "not valid YAML")]
    public void RefusesUnsoundLinesAndSaysWhy(string line, string problem, bool isSweep = false)
    {
        string path = Write(Sound + line);
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => isSweep ? (object)ConfigurationReader.ReadSweep(path) : ConfigurationReader.ReadRun(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("n", "0")]
    [InlineData("n", "-1")]
    [InlineData("h", "0")]
    [InlineData("d", "-7")]
    [InlineData("n_test", "0")]
    [InlineData("num_epochs", "-1")]
    [InlineData("probe_freq_steps", "0")]
    [InlineData("repeat", "0")]
    [InlineData("lr", "-1")]
    [InlineData("reg_lambda", "-0.5")]
    [InlineData("label_noise_std", "-0.5")]
    public void RefusesValuesOutsideTheirRange(string key, string value)
    {
        string path = Write(Sound);
        string setting = $"{key}={value}";
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(path, [setting]));
        Assert.StartsWith($"--set {setting}: key '{key}' is {value}; expected", exception.Message, StringComparison.Ordinal);
        Assert.Equal(key, exception.Key);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("=3")]
    [InlineData("")]
    [InlineData("nn=3")]
    [InlineData("n=")]
    [InlineData("n=[1")]
    [InlineData("n: 3")]
    public void RefusesUnsoundSettings(string setting)
    {
        string path = Write(Sound);
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(path, [setting]));
        Assert.StartsWith("--set", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesMissingKeys()
    {
        string path = Write("n: 3\nd: 4\n");
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(path));
        Assert.Contains("missing keys n_test, h, label_noise_std, optimizer, lr, reg_lambda, num_epochs, probe_freq_steps", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("# nothing", "is empty")]
    [InlineData("[1, 2]", "not a mapping")]
    [InlineData("text", "not a mapping")]
    public void RefusesFilesThatAreNotConfigurations(string text, string problem)
    {
        string path = Write(text);
        Assert.Contains(problem, Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesMissingFilesDirectoriesAndBinaries()
    {
        Assert.Contains("file not found", Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(Path.Combine(_directory, "none.yml"))).Message, StringComparison.Ordinal);
        Assert.Contains("directory", Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(_directory)).Message, StringComparison.Ordinal);
        string binary = Path.Combine(_directory, "binary");
        File.WriteAllBytes(binary, [0xFF, 0xFE, 0x00, 0x80]);
        Assert.Contains("UTF-8", Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun(binary)).Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("bytes", Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadRun("/dev/zero")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HostileYamlEndsQuicklyAndWithAnError()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n")));
        string deepFlow = "n: " + new string('[', 500_000);
        string deepBlock = string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "- \n"));
        string longKeys = new('k', 900_000);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (string hostile in (string[])[bomb, deepFlow, deepBlock, longKeys + ": 1", "n: &n [*n]", new string('{', 1000), "\u0000", "%YAML 9.9\n---\nn: 1"])
        {
            string path = Write(hostile);
            ConfigurationException exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.ReadSweep(path));
            Assert.True(exception.Message.Length < 2000);
        }

        Assert.True(watch.Elapsed.TotalSeconds < 10, $"took {watch.Elapsed}");
    }

    [Fact]
    public void RandomMutationsOfAReferenceFileAreReadOrRefused()
    {
        byte[] sound = File.ReadAllBytes(Reference("bulk_losses_vary_step_lr_gamma.yml"));
        ReadOnlySpan<byte> special = "0123456789-.:[]{}&*!|>'\"%@`#, \n"u8;
        Random random = new(5);
        int accepted = 0;
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] bytes = (byte[])sound.Clone();
            for (int edits = random.Next(1, 3); edits > 0; edits--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = bytes[at] is >= (byte)'1' and <= (byte)'9' ? (byte)('1' + random.Next(9))
                    : random.Next(3) == 0 ? (byte)random.Next(256) : special[random.Next(special.Length)];
            }

            string path = Path.Combine(_directory, "fuzz.yml");
            File.WriteAllBytes(path, bytes);
            try
            {
                ConfigurationReader.ReadSweep(path);
                accepted++;
            }
            catch (ConfigurationException)
            {
            }
        }

        Assert.InRange(accepted, 10, 590);
    }

    private static string Reference(string name) => RepositoryFile.Path("configs", name);

    private string Write(string text)
    {
        string path = Path.Combine(_directory, "c.yml");
        File.WriteAllText(path, text);
        return path;
    }
}
