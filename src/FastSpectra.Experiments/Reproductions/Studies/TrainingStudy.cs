// Each case is trained once per repeat; every read-out (two scalings of features, any number of ridges) is taken from that one training.
// Runs of a repeat whose sizes, noise and draw agree share data, teacher and initial student, as in a sweep.
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>
/// Trains every case, several times, and keeps what was probed in the table <c>probes</c>: the axes, repeat, step, ridge, the measurements of W, and
/// losses and alignment of features for both scalings (<c>_paper</c>: tanh(Wx/sqrt d), <c>_code</c>: tanh(Wx/d)).
/// </summary>
internal sealed class TrainingStudy(string name, IReadOnlyList<string> axes, Func<ReproductionScale, ulong, IReadOnlyList<TrainingCase>> cases) : Study
{
    private static readonly Metric[] s_weights =
    [
        Metric.PlAlphaHill, Metric.PlAlphaKs, Metric.WBetaAlignment, Metric.SpectralNorm, Metric.SecondSingularValue, Metric.ValuesAboveEdge, Metric.StableRank, Metric.FrobeniusNorm,
        Metric.MpDistance, Metric.TrainingLoss,
    ];

    private static readonly Metric[] s_readout = [Metric.TrainLoss, Metric.TestLoss, Metric.Kta];

    public override string Name => name;

    /// <summary>Repeats of every case.</summary>
    public Func<ReproductionScale, int> Repeats { get; init; } = _ => 1;

    /// <summary>Whether repeats of a case differ in data only: one teacher and one student per case, as the reference varies n and the noise.</summary>
    public bool KeepsNetwork { get; init; }

    /// <summary>The probed steps; null for those of the configurations.</summary>
    public IReadOnlyList<long>? Steps { get; init; }

    /// <summary>Whether the singular values of the first repeat at steps 0, 1, 2 and 10 go into a table <c>spectra</c>.</summary>
    public bool KeepsSpectra { get; init; }

    /// <summary>Adds tables that follow from <c>probes</c>.</summary>
    public Action<StudyContext, ResultTable>? Derive { get; init; }

    public override int Parts(ReproductionScale scale) => cases(scale, 0).Count * (Repeats(scale) + (KeepsSpectra ? 1 : 0));

    public override StudyCost Cost(ReproductionScale scale)
    {
        StudyCost cost = StudyCost.None;
        foreach (TrainingCase run in cases(scale, 0))
        {
            ExperimentConfiguration c = run.Configuration;
            double probes = Steps?.Count ?? (c.TotalSteps / c.ProbeFreqSteps) + 1;
            cost += Repeats(scale) * (RunCost.Of(c).Training + (2 * run.Ridges.Count * probes * StudyCost.Readout(c.N, c.H, c.D)) + (probes * StudyCost.Values(c.H, c.D)));
        }

        return cost;
    }

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<TrainingCase> all = cases(context.Scale, context.Seed);
        using InputShare share = new(context);
        ResultTable[][] found = [.. all.Select(_ => new ResultTable[Repeats(context.Scale)])];
        ResultTable?[] spectra = new ResultTable?[all.Count];
        for (int repeat = 0; repeat < Repeats(context.Scale); repeat++)
        {
            for (int i = 0; i < all.Count; i++)
            {
                TrainingCase run = all[i];
                int place = i, number = repeat;
                InputDraw draw = KeepsNetwork ? new InputDraw(place, place, (repeat * all.Count) + place) : InputDraw.Repeat(repeat);
                string key = string.Join('_', axes.Zip(run.Values, (axis, value) => $"{axis}={ResultTable.Text(value)}").Append($"repeat={ResultTable.Text(repeat)}"));
                RunResult? result = null;
                found[i][repeat] = context.Part(key, () => Probes(run, number, result = Train(context, run, draw, share)));
                if (KeepsSpectra && repeat == 0)
                {
                    spectra[i] = context.Part(key + "_spectra", () => Spectra(run, result ?? Train(context, run, draw, share)));
                }
            }
        }

        ResultTable table = new(Columns());
        foreach (ResultTable part in found.SelectMany(parts => parts))
        {
            table.Add(part);
        }

        context.Add("probes", table);
        Derive?.Invoke(context, table);
        if (KeepsSpectra)
        {
            ResultTable values = new(SpectraColumns());
            foreach (ResultTable? part in spectra)
            {
                values.Add(part!);
            }

            context.Add("spectra", values);
        }
    }

    private RunResult Train(StudyContext context, TrainingCase run, InputDraw draw, InputShare share)
    {
        ExperimentConfiguration configuration = context.Laboratory.Configure(run.Configuration with { ProbeFeatureScaling = ProbeFeatureScaling.Paper, RegLambda = run.Ridges[0], Lightweight = true });
        (ExperimentInputs<float> inputs, SharedStart<float> start) = share.Get(configuration, draw);
        IEnumerable<ReadoutSettings> readouts = run.Ridges.Select(ridge => new ReadoutSettings(ProbeFeatureScaling.Paper, ridge)).Concat(run.Ridges.Select(ridge => new ReadoutSettings(ProbeFeatureScaling.ReferenceCode, ridge)));
        RunResult result = ExperimentRun.Execute(
            configuration, inputs,
            new RunOptions { Draw = draw, OnlySteps = Steps, AdditionalReadouts = [.. readouts.Skip(1).Select(context.Laboratory.Read)], Cancellation = context.Cancellation },
            context.Team, start);
        if (result.Status == RunStatus.Interrupted)
        {
            throw new OperationCanceledException(context.Cancellation);
        }

        return result;
    }

    private ResultTable Probes(TrainingCase run, int repeat, RunResult result)
    {
        ResultTable table = new(Columns());
        for (int i = 0; i < result.AdditionalProbes[0].Count; i++)
        {
            ProbeRecord first = result.Probes[i];
            for (int ridge = 0; ridge < run.Ridges.Count; ridge++)
            {
                ProbeRecord paper = ridge == 0 ? first : result.AdditionalProbes[ridge - 1][i];
                ProbeRecord code = result.AdditionalProbes[run.Ridges.Count - 1 + ridge][i];
                table.Add([
                    .. run.Values, repeat, first.Step, run.Ridges[ridge], .. s_weights.Select(metric => (object)first[metric]),
                    .. s_readout.Select(metric => (object)paper[metric]), .. s_readout.Select(metric => (object)code[metric]),
                ]);
            }
        }

        return table;
    }

    private ResultTable Spectra(TrainingCase run, RunResult result)
    {
        ResultTable table = new(SpectraColumns());
        foreach ((long step, double[] values) in result.SingularValues.Where(entry => entry.Key is 0 or 1 or 2 or 10).OrderBy(entry => entry.Key))
        {
            for (int i = 0; i < values.Length; i++)
            {
                table.Add([.. run.Values, step, i + 1, values[i], values[i] * values[i]]);
            }
        }

        return table;
    }

    private IEnumerable<string> Columns() =>
    [
        .. axes, "repeat", "step", "lambda", .. s_weights.Select(MetricColumns.Name),
        .. s_readout.Select(metric => MetricColumns.Name(metric) + "_paper"), .. s_readout.Select(metric => MetricColumns.Name(metric) + "_code"),
    ];

    private IEnumerable<string> SpectraColumns() => [.. axes, "step", "rank", "singular_value", "eigenvalue"];
}
