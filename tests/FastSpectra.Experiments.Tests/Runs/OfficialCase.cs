using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Testing;

namespace FastSpectra.Experiments.Tests;

/// <summary>One recorded run of the reference implementation; tests/data/official/README.md says what it holds.</summary>
internal sealed class OfficialCase
{
    private readonly JsonElement _root;

    private OfficialCase(string name, JsonElement root)
    {
        Name = name;
        _root = root;
    }

    public static string Folder { get; } = Environment.GetEnvironmentVariable("FASTSPECTRA_OFFICIAL_CASES") ?? RepositoryFile.Path("tests", "data", "official");

    public string Name { get; }

    public string TensorsFile => Path.Combine(Folder, Name + ".safetensors");

    public static OfficialCase Open(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return new OfficialCase(name, document.RootElement.Clone());
    }

    public ExperimentConfiguration Configuration(NumberType dtype)
    {
        JsonElement c = _root.GetProperty("config");
        ExperimentConfiguration configuration = new()
        {
            L = c.GetProperty("L").GetInt32(),
            N = c.GetProperty("n").GetInt32(),
            BatchSize = c.GetProperty("batch_size").GetInt32(),
            NTest = c.GetProperty("n_test").GetInt32(),
            H = c.GetProperty("h").GetInt32(),
            D = c.GetProperty("d").GetInt32(),
            LabelNoiseStd = c.GetProperty("label_noise_std").GetDouble(),
            Optimizer = c.GetProperty("optimizer").GetString() == "adam" ? OptimizerKind.Adam : OptimizerKind.Sgd,
            Momentum = c.GetProperty("momentum").GetDouble(),
            WeightDecay = c.GetProperty("weight_decay").GetDouble(),
            Lr = c.GetProperty("lr").GetDouble(),
            RegLambda = c.GetProperty("reg_lambda").GetDouble(),
            EnableWeightNormalization = c.GetProperty("enable_weight_normalization").GetBoolean(),
            NumEpochs = c.GetProperty("num_epochs").GetInt32(),
            ProbeFreqSteps = c.GetProperty("probe_freq_steps").GetInt32(),
            FixLastLayer = c.GetProperty("fix_last_layer").GetBoolean(),
            Dtype = dtype,
            ProbeFeatureScaling = _root.GetProperty("probe_feature_scaling").GetString() == "paper" ? ProbeFeatureScaling.Paper : ProbeFeatureScaling.ReferenceCode,
        };
        if (c.TryGetProperty("lr_scheduler_kwargs", out JsonElement arguments))
        {
            configuration = configuration with
            {
                LrSchedulerCls = LrScheduler.StepLR,
                LrSchedulerKwargs = new StepLRArguments { StepSize = arguments.GetProperty("step_size").GetInt32(), Gamma = arguments.GetProperty("gamma").GetDouble() },
            };
        }

        return configuration;
    }

    /// <summary>The float64 oracle's metrics: step, column name, value.</summary>
    public IEnumerable<(long Step, string Column, double Value)> Metrics()
    {
        foreach (JsonElement row in _root.GetProperty("expected").GetProperty("f64").EnumerateArray())
        {
            long step = row.GetProperty("step").GetInt64();
            foreach (JsonProperty property in row.EnumerateObject().Where(property => property.Name != "step"))
            {
                yield return (step, property.Name, property.Value.GetDouble());
            }
        }
    }
}
