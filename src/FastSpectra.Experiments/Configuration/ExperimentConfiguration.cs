using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// One training run: one property per configuration key, plain values. The defaults are the main experiment of arXiv 2406.04657
/// (n = 2000, d = 1000, h = 1500, ten steps of full-batch Adam at rate 1).
/// </summary>
public sealed record ExperimentConfiguration
{
    /// <summary>Most layers of a student. Deeper than this the tables have thousands of columns.</summary>
    public const int MostLayers = 100;

    /// <summary>Key <c>L</c>: layers of the student, its last one included; every hidden layer above the first is [h, h].</summary>
    public int L { get; init; } = 2;

    /// <summary>Key <c>n</c>: samples of the training set, and of the probe set.</summary>
    public int N { get; init; } = 2000;

    /// <summary>Key <c>batch_size</c>: samples of one step; <see cref="N"/> where not given. The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get => field == 0 ? N : field; init; }

    /// <summary>Key <c>n_test</c>: samples of the test set.</summary>
    public int NTest { get; init; } = 200;

    /// <summary>Key <c>batch_size_test</c>: kept for the reference's files, changes no result; <see cref="NTest"/> where not given.</summary>
    public int BatchSizeTest { get => field == 0 ? NTest : field; init; }

    /// <summary>Key <c>h</c>: units of every hidden layer, the rows of W.</summary>
    public int H { get; init; } = 1500;

    /// <summary>Key <c>d</c>: input dimension, the columns of W.</summary>
    public int D { get; init; } = 1000;

    /// <summary>Key <c>label_noise_std</c>: standard deviation of the Gaussian noise on every label.</summary>
    public double LabelNoiseStd { get; init; } = 0.3;

    /// <summary>Key <c>optimizer</c>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Key <c>momentum</c>: in [0, 1), of every rule but Adam and AdamW; where not given 0.95 for Muon, 0 for the others.</summary>
    public double Momentum
    {
        get => !double.IsNaN(field) ? field : Optimizer == OptimizerKind.Muon ? Muon<double>.DefaultMomentum : 0;
        init;
    } = double.NaN;

    /// <summary>
    /// Key <c>weight_decay</c>: with SGD, Adam and RMSProp added to the gradient as weight_decay * W (PyTorch's coupled form), with the other rules
    /// decoupled: W loses its share lr * weight_decay.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>Key <c>lr</c>: learning rate of the first step.</summary>
    public double Lr { get; init; } = 1;

    /// <summary>Key <c>lr_scheduler_cls</c>.</summary>
    public LrScheduler LrSchedulerCls { get; init; }

    /// <summary>Key <c>lr_scheduler_kwargs</c>: used when <see cref="LrSchedulerCls"/> is StepLR.</summary>
    public StepLRArguments LrSchedulerKwargs { get; init; } = new();

    /// <summary>Key <c>reg_lambda</c>: ridge of the read-out; the penalty on |a|^2 is (reg_lambda / h) n.</summary>
    public double RegLambda { get; init; } = 0.01;

    /// <summary>Key <c>enable_weight_normalization</c>: every hidden layer is rescaled to Frobenius norm sqrt(rows columns) before each step.</summary>
    public bool EnableWeightNormalization { get; init; }

    /// <summary>Key <c>num_epochs</c>: passes over the training set; 0 measures the initial network only.</summary>
    public int NumEpochs { get; init; } = 10;

    /// <summary>Key <c>probe_freq_steps</c>: optimiser steps between two probes.</summary>
    public int ProbeFreqSteps { get; init; } = 10;

    /// <summary>Key <c>probe_weights</c>: measure the spectrum of W and what follows from it.</summary>
    public bool ProbeWeights { get; init; } = true;

    /// <summary>Key <c>plot_overlaps</c>: overlaps of the singular vectors of W with those of the update M.</summary>
    public bool PlotOverlaps { get; init; }

    /// <summary>Key <c>probe_features</c>: measure the hidden features (KTA).</summary>
    public bool ProbeFeatures { get; init; } = true;

    /// <summary>Key <c>fix_last_layer</c>: train the hidden layers only, and read out by ridge regression when probing.</summary>
    public bool FixLastLayer { get; init; } = true;

    /// <summary>Key <c>enable_ww</c>: of the reference's files, where it calls WeightWatcher on the layers; accepted without effect, as its fit is always made (<c>pl_alpha_ks</c>).</summary>
    public bool EnableWw { get; init; }

    /// <summary>Key <c>lightweight</c>: write no per-step weights, spectra or their plots.</summary>
    public bool Lightweight { get; init; }

    /// <summary>Key <c>repeat</c>: how often a sweep repeats each run with new data.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Key <c>varying_param</c>: the key that a sweep of the reference varies, or null.</summary>
    public string? VaryingParam { get; init; }

    /// <summary>Key <c>seed</c>: of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Key <c>dtype</c>.</summary>
    public NumberType Dtype { get; init; }

    /// <summary>Key <c>probe_feature_scaling</c>.</summary>
    public ProbeFeatureScaling ProbeFeatureScaling { get; init; }

    /// <summary>Key <c>activation</c>: of the hidden units.</summary>
    public ActivationKind Activation { get; init; }

    /// <summary>Key <c>teacher</c>: what it does with &lt;x, beta&gt;.</summary>
    public TeacherLink Teacher { get; init; }

    /// <summary>Key <c>teacher_directions</c>: K orthonormal directions beta_k that the teacher looks at, at most d.</summary>
    public int TeacherDirections { get; init; } = 1;

    /// <summary>Key <c>teacher_norm_term</c>: tau of the teacher's term (tau / d) |x|^2.</summary>
    public double TeacherNormTerm { get; init; }

    /// <summary>Key <c>probe_kernels</c>: measure the conjugate and the neural tangent kernel on the training samples, and how far everything moved.</summary>
    public bool ProbeKernels { get; init; }

    /// <summary>Key <c>data_format</c>: real data in place of the teacher's.</summary>
    public DataFormat DataFormat { get; init; }

    /// <summary>Key <c>data_train</c>: file of the training samples; a * in its name stands for several files of CIFAR-10.</summary>
    public string? DataTrain { get; init; }

    /// <summary>Key <c>data_train_labels</c>: file of their labels (idx, npy).</summary>
    public string? DataTrainLabels { get; init; }

    /// <summary>Key <c>data_test</c>: file of the test samples; null takes them from the training file.</summary>
    public string? DataTest { get; init; }

    /// <summary>Key <c>data_test_labels</c>: file of their labels (idx, npy).</summary>
    public string? DataTestLabels { get; init; }

    /// <summary>Key <c>data_label_column</c>: name or number (from 1) of the label's column (csv); null for the last one.</summary>
    public string? DataLabelColumn { get; init; }

    /// <summary>Key <c>data_positive_class</c>: its samples are labelled 1, all others -1; null takes the labels as numbers, standardised.</summary>
    public int? DataPositiveClass { get; init; }

    /// <summary>Key <c>data_standardize</c>.</summary>
    public DataStandardisation DataStandardize { get; init; }

    /// <summary>Optimiser steps of one epoch: ceil(n / batch_size).</summary>
    public int StepsPerEpoch => (int)(((long)N + BatchSize - 1) / BatchSize);

    /// <summary>Optimiser steps of the run.</summary>
    public long TotalSteps => (long)StepsPerEpoch * NumEpochs;

    /// <summary>d, h and L.</summary>
    public StudentSizes StudentSizes => new(D, H, L);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ConfigurationException">A value is outside its range; <see cref="ConfigurationException.Key"/> names it.</exception>
    public void Validate()
    {
        Require(L is >= 2 and <= MostLayers, "L", L, $"an integer from 2 to {MostLayers}");
        RequirePositive("n", N);
        RequirePositive("batch_size", BatchSize);
        RequirePositive("n_test", NTest);
        RequirePositive("batch_size_test", BatchSizeTest);
        RequirePositive("h", H);
        RequirePositive("d", D);
        RequireNonNegative("label_noise_std", LabelNoiseStd);
        Require(Momentum is >= 0 and < 1, "momentum", Momentum, "a number in [0, 1)");
        RequireNonNegative("weight_decay", WeightDecay);
        RequireNonNegative("lr", Lr);
        RequirePositive("lr_scheduler_kwargs.step_size", LrSchedulerKwargs.StepSize);
        Require(double.IsFinite(LrSchedulerKwargs.Gamma) && LrSchedulerKwargs.Gamma > 0, "lr_scheduler_kwargs.gamma", LrSchedulerKwargs.Gamma, "a positive finite number");
        RequireNonNegative("reg_lambda", RegLambda);
        Require(NumEpochs >= 0, "num_epochs", NumEpochs, "an integer of at least 0");
        RequirePositive("probe_freq_steps", ProbeFreqSteps);
        RequirePositive("repeat", Repeat);
        RequirePositive("teacher_directions", TeacherDirections);
        Require(TeacherDirections <= D, "teacher_directions", TeacherDirections, "at most d");
        Require(double.IsFinite(TeacherNormTerm), "teacher_norm_term", TeacherNormTerm, "a finite number");
        DataFiles.Validate(this);
    }

    private static void RequirePositive(string key, int value) => Require(value >= 1, key, value, "an integer of at least 1");

    private static void RequireNonNegative(string key, double value) =>
        Require(double.IsFinite(value) && value >= 0, key, value, "a finite number of at least 0");

    private static void Require(bool holds, string key, IFormattable value, string expected)
    {
        if (!holds)
        {
            string found = value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
            throw new ConfigurationException($"key '{key}' is {found}; expected {expected}") { Key = key };
        }
    }
}
