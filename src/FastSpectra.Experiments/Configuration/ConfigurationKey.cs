// THE table of keys: name, how a value is read into the record, how it is written back. Canonical order: that of the reference's
// files, then ours. Reader, writer, sweeps and documentation all go through it.
using System.Text.Json;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>One configuration key; <c>lr_scheduler_kwargs.gamma</c> and the like are keys of their own.</summary>
internal sealed class ConfigurationKey
{
    private static readonly (string Word, OptimizerKind Value)[] s_optimizers =
    [
        ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("rmsprop", OptimizerKind.RmsProp),
        ("signgd", OptimizerKind.SignGd), ("normalized-gd", OptimizerKind.NormalizedGd), ("muon", OptimizerKind.Muon),
    ];

    private static readonly (string Word, ActivationKind Value)[] s_activations =
        [.. Enum.GetValues<ActivationKind>().Select(kind => (Activation<double>.Of(kind).Name, kind))];

    private readonly Func<ExperimentConfiguration, ConfigurationScalar, ExperimentConfiguration> _read;
    private readonly Action<ExperimentConfiguration, Utf8JsonWriter> _write;

    private ConfigurationKey(
        string name,
        Func<ExperimentConfiguration, ConfigurationScalar, ExperimentConfiguration> read,
        Action<ExperimentConfiguration, Utf8JsonWriter> write,
        bool isRequired = false)
    {
        Name = name;
        IsRequired = isRequired;
        _read = read;
        _write = write;
    }

    /// <summary>Every key, in canonical order.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("L", (c, v) => c with { L = v.Integer() }, (c, w) => w.WriteNumberValue(c.L)),
        new("n", (c, v) => c with { N = v.Integer() }, (c, w) => w.WriteNumberValue(c.N), isRequired: true),
        new("batch_size", (c, v) => c with { BatchSize = v.PositiveInteger() }, (c, w) => w.WriteNumberValue(c.BatchSize)),
        new("n_test", (c, v) => c with { NTest = v.Integer() }, (c, w) => w.WriteNumberValue(c.NTest), isRequired: true),
        new("batch_size_test", (c, v) => c with { BatchSizeTest = v.PositiveInteger() }, (c, w) => w.WriteNumberValue(c.BatchSizeTest)),
        new("h", (c, v) => c with { H = v.Integer() }, (c, w) => w.WriteNumberValue(c.H), isRequired: true),
        new("d", (c, v) => c with { D = v.Integer() }, (c, w) => w.WriteNumberValue(c.D), isRequired: true),
        new("label_noise_std", (c, v) => c with { LabelNoiseStd = v.Number() }, (c, w) => w.WriteNumberValue(c.LabelNoiseStd), isRequired: true),
        new("optimizer", (c, v) => c with { Optimizer = v.Word(s_optimizers) }, (c, w) => w.WriteStringValue(NameOf(c.Optimizer, s_optimizers)), isRequired: true),
        new("momentum", (c, v) => c with { Momentum = v.Number() }, (c, w) => w.WriteNumberValue(c.Momentum)),
        new("weight_decay", (c, v) => c with { WeightDecay = v.Number() }, (c, w) => w.WriteNumberValue(c.WeightDecay)),
        new("lr", (c, v) => c with { Lr = v.Number() }, (c, w) => w.WriteNumberValue(c.Lr), isRequired: true),
        new(SchedulerName, (c, v) => c with { LrSchedulerCls = v.Text is null ? LrScheduler.None : v.Word(("StepLR", LrScheduler.StepLR)) },
            (c, w) => w.WriteStringValue(c.LrSchedulerCls == LrScheduler.StepLR ? "StepLR" : null)),
        new(StepSizeName, (c, v) => c with { LrSchedulerKwargs = c.LrSchedulerKwargs with { StepSize = v.Integer() } },
            (c, w) => w.WriteNumberValue(c.LrSchedulerKwargs.StepSize)),
        new(GammaName, (c, v) => c with { LrSchedulerKwargs = c.LrSchedulerKwargs with { Gamma = v.Number() } },
            (c, w) => w.WriteNumberValue(c.LrSchedulerKwargs.Gamma)),
        new("reg_lambda", (c, v) => c with { RegLambda = v.Number() }, (c, w) => w.WriteNumberValue(c.RegLambda), isRequired: true),
        new("enable_weight_normalization", (c, v) => c with { EnableWeightNormalization = v.Truth() }, (c, w) => w.WriteBooleanValue(c.EnableWeightNormalization)),
        new("num_epochs", (c, v) => c with { NumEpochs = v.Integer() }, (c, w) => w.WriteNumberValue(c.NumEpochs), isRequired: true),
        new("probe_freq_steps", (c, v) => c with { ProbeFreqSteps = v.Integer() }, (c, w) => w.WriteNumberValue(c.ProbeFreqSteps), isRequired: true),
        new("probe_weights", (c, v) => c with { ProbeWeights = v.Truth() }, (c, w) => w.WriteBooleanValue(c.ProbeWeights)),
        new("plot_overlaps", (c, v) => c with { PlotOverlaps = v.Truth() }, (c, w) => w.WriteBooleanValue(c.PlotOverlaps)),
        new("probe_features", (c, v) => c with { ProbeFeatures = v.Truth() }, (c, w) => w.WriteBooleanValue(c.ProbeFeatures)),
        new("fix_last_layer", (c, v) => c with { FixLastLayer = v.Truth() }, (c, w) => w.WriteBooleanValue(c.FixLastLayer)),
        new("enable_ww", (c, v) => c with { EnableWw = v.Truth() }, (c, w) => w.WriteBooleanValue(c.EnableWw)),
        new("lightweight", (c, v) => c with { Lightweight = v.Truth() }, (c, w) => w.WriteBooleanValue(c.Lightweight)),
        new(RepeatName, (c, v) => c with { Repeat = v.Integer() }, (c, w) => w.WriteNumberValue(c.Repeat)),
        new(VaryingParamName, (c, v) => c with { VaryingParam = ReadVaryingParam(v) }, (c, w) => w.WriteStringValue(c.VaryingParam)),
        new("seed", (c, v) => c with { Seed = v.Seed() }, (c, w) => w.WriteNumberValue(c.Seed)),
        new("dtype", (c, v) => c with { Dtype = v.Word(("float32", NumberType.Float32), ("float64", NumberType.Float64)) },
            (c, w) => w.WriteStringValue(c.Dtype == NumberType.Float32 ? "float32" : "float64")),
        new("probe_feature_scaling",
            (c, v) => c with { ProbeFeatureScaling = v.Word(("paper", ProbeFeatureScaling.Paper), ("reference-code", ProbeFeatureScaling.ReferenceCode)) },
            (c, w) => w.WriteStringValue(c.ProbeFeatureScaling == ProbeFeatureScaling.Paper ? "paper" : "reference-code")),
        new("activation", (c, v) => c with { Activation = v.Word(s_activations) },
            (c, w) => w.WriteStringValue(Activation<double>.Of(c.Activation).Name)),
        new("teacher", (c, v) => c with { Teacher = v.Word(("softplus", TeacherLink.Softplus), ("normalized-softplus", TeacherLink.NormalisedSoftplus)) },
            (c, w) => w.WriteStringValue(c.Teacher == TeacherLink.Softplus ? "softplus" : "normalized-softplus")),
        new("teacher_directions", (c, v) => c with { TeacherDirections = v.Integer() }, (c, w) => w.WriteNumberValue(c.TeacherDirections)),
        new("teacher_norm_term", (c, v) => c with { TeacherNormTerm = v.Number() }, (c, w) => w.WriteNumberValue(c.TeacherNormTerm)),
        new("probe_kernels", (c, v) => c with { ProbeKernels = v.Truth() }, (c, w) => w.WriteBooleanValue(c.ProbeKernels)),
        new(DataFormatName,
            (c, v) => c with { DataFormat = v.Text is null ? DataFormat.None : v.Word(("idx", DataFormat.Idx), ("cifar10", DataFormat.Cifar10), ("csv", DataFormat.Csv), ("npy", DataFormat.Npy)) },
            (c, w) => w.WriteStringValue(c.DataFormat == DataFormat.None ? null : c.DataFormat.ToString().ToLowerInvariant())),
        new("data_train", (c, v) => c with { DataTrain = v.Text }, (c, w) => w.WriteStringValue(c.DataTrain)),
        new("data_train_labels", (c, v) => c with { DataTrainLabels = v.Text }, (c, w) => w.WriteStringValue(c.DataTrainLabels)),
        new("data_test", (c, v) => c with { DataTest = v.Text }, (c, w) => w.WriteStringValue(c.DataTest)),
        new("data_test_labels", (c, v) => c with { DataTestLabels = v.Text }, (c, w) => w.WriteStringValue(c.DataTestLabels)),
        new("data_label_column", (c, v) => c with { DataLabelColumn = v.Text }, (c, w) => w.WriteStringValue(c.DataLabelColumn)),
        new("data_positive_class", (c, v) => c with { DataPositiveClass = v.Text is null ? null : v.Integer() }, (c, w) => WriteNumberOrNull(w, c.DataPositiveClass)),
        new("data_standardize",
            (c, v) => c with { DataStandardize = v.Word(("global", DataStandardisation.Global), ("feature", DataStandardisation.Feature), ("none", DataStandardisation.None)) },
            (c, w) => w.WriteStringValue(c.DataStandardize.ToString().ToLowerInvariant())),
    ];

    public const string SchedulerName = "lr_scheduler_cls";

    /// <summary>The key whose value is a mapping; its own keys are written <c>lr_scheduler_kwargs.NAME</c>.</summary>
    public const string SchedulerArgumentsName = "lr_scheduler_kwargs";

    public const string StepSizeName = SchedulerArgumentsName + ".step_size";

    public const string GammaName = SchedulerArgumentsName + ".gamma";

    /// <summary>Begins the names of all keys about real data; the others of them are written where this one has a value.</summary>
    public const string DataFormatName = "data_format";

    public const string RepeatName = "repeat";

    public const string VaryingParamName = "varying_param";

    public string Name { get; }

    /// <summary>The name without the mapping it is in: what the reference calls a varied key, and the heading of its column.</summary>
    public string ColumnName => Name[(Name.IndexOf('.') + 1)..];

    /// <summary>True where no default makes sense.</summary>
    public bool IsRequired { get; }

    /// <summary>True where a list of values makes a sweep; of the others a list has no meaning.</summary>
    public bool CanVary => Name is not (RepeatName or VaryingParamName) && !IsAboutData;

    /// <summary>True for the keys of real data.</summary>
    public bool IsAboutData => Name.StartsWith("data_", StringComparison.Ordinal);

    public static ConfigurationKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <exception cref="ConfigurationException">The value is not of the key's type.</exception>
    public ExperimentConfiguration Read(ExperimentConfiguration configuration, ConfigurationScalar value) => _read(configuration, value);

    /// <summary>Writes the value alone, without the name.</summary>
    public void WriteValue(ExperimentConfiguration configuration, Utf8JsonWriter writer) => _write(configuration, writer);

    private static string NameOf<TEnum>(TEnum value, (string Word, TEnum Value)[] words)
        where TEnum : struct, Enum => words.First(word => EqualityComparer<TEnum>.Default.Equals(word.Value, value)).Word;

    private static void WriteNumberOrNull(Utf8JsonWriter writer, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static string? ReadVaryingParam(ConfigurationScalar value) =>
        value.Text is null || All.Any(key => key.CanVary && key.ColumnName == value.Text)
            ? value.Text
            : throw value.Unexpected("the name of a key, such as 'n' or 'gamma'");
}
