namespace FastSpectra.Experiments.Tests;

/// <summary>For every claim of arXiv 2406.04657 a broken trainer or metric that must turn it to <c>fails</c>.</summary>
internal static class Paper1Controls
{
    private const string Initial = "initial/sizes", Updates = "first-update/updates", Spikes = "spike/spikes", Main = "main/probes", Rates = "rates/probes", Samples = "samples/probes";
    private const string Noise = "noise/probes", Ridge = "ridge/probes", Schedule = "schedule/probes", Normalisation = "normalisation/probes", Overlaps = "overlaps/steps", Large = "large-rates/probes";

    public static IReadOnlyDictionary<string, Func<Evidence, Evidence>> All { get; } = new Dictionary<string, Func<Evidence, Evidence>>
    {
        // Initial weights that are not independent: a distance that does not fall with size, an edge of variance 1.02, a shared direction.
        ["p1-initial-rate"] = Break.Metric(Initial, "distance", _ => 0.05),
        ["p1-initial-edge"] = Break.Metric(Initial, "edge_fluctuation", value => value + 1.5),
        ["p1-initial-exponent"] = Break.ExponentOfSingularValues(Initial, "hill"),
        ["p1-initial-alignment"] = Break.Metric(Initial, "alignment", value => value + 0.1),

        // Updates: the gradient where its sign belongs, a missing 1/sqrt d, the wrong vector.
        ["p1-first-update-theorem"] = Break.Grows(Updates, "adam_norm", -1.5),
        ["p1-first-update-gradient-exponent"] = Break.Grows(Updates, "gradient_norm", 0.5),
        ["p1-first-update-gradient-norm"] = Break.Metric(Updates, "gradient_norm", value => 0.5 * value),
        ["p1-first-update-gradient-share"] = Break.Metric(Updates, "gradient_frobenius", value => 1.15 * value),
        ["p1-first-update-sign-norm"] = Break.Metric(Updates, "sign_norm", value => 1.1 * value),
        ["p1-first-update-left-vector"] = Break.WrongVector(Updates, "gradient_left"),
        ["p1-first-update-left-sign"] = Break.Metric(Updates, "adam_left", _ => 1),
        ["p1-first-update-teacher"] = Break.WrongVector(Updates, "gradient_right"),
        ["p1-first-update-teacher-sign"] = Break.WrongVector(Updates, "adam_right"),
        ["p1-first-update-frobenius"] = Break.Metric(Updates, "adam_frobenius", value => 0.5 * value),
        ["p1-first-update-table"] = Break.Metric(Updates, "gradient_norm", value => 0.5 * value),

        ["p1-spike-exponent"] = Break.Grows(Spikes, "rate", -0.5),
        ["p1-spike-place"] = Break.Metric(Spikes, "edge_ratio", value => value * value),
        ["p1-spike-overlap"] = Break.Metric(Spikes, "right_overlap", Math.Sqrt),
        ["p1-spike-below"] = Break.Metric(Spikes, "values_above_edge", value => value + 1),
        ["p1-spike-delay"] = Break.MixesUp(Spikes, "kind", kind => kind == "gradient" ? "independent" : kind),

        ["p1-main-esd-one-spike"] = Break.DoesNotTrain(Main),
        ["p1-main-esd-bulk-after-one"] = Break.ExponentOfSingularValues(Main),
        ["p1-main-esd-heavy-tail"] = Break.DoesNotTrain(Main),
        ["p1-main-esd-decay"] = Break.DoesNotTrain(Main),
        ["p1-main-esd-outside"] = Break.GradientDescentForAdam(Main),
        ["p1-main-esd-gradient-spike"] = Break.MixesUp(Main, "optimizer", _ => "adam"),
        ["p1-main-esd-table"] = Break.GradientDescentForAdam(Main),

        ["p1-rates-one-step-spike"] = Break.WrongVector(Rates, "w_beta_alignment"),
        ["p1-rates-one-step-adam-needs-less"] = Break.GradientDescentForAdam(Rates),
        ["p1-rates-one-step-kta-peak"] = Break.DoesNotTrain(Rates),
        ["p1-rates-one-step-sign-limit"] = Break.DoesNotTrain(Rates),
        ["p1-rates-one-step-bulk-below-one"] = Break.DoesNotTrain(Rates),
        ["p1-rates-one-step-table"] = Break.ScalingsExchanged(Rates),
        ["p1-rates-ten-steps-crossing"] = Break.MixesUp(Rates, "step", step => step == "10" ? "1" : step),
        ["p1-rates-ten-steps-gradient-tail"] = Break.MixesUp(Rates, "step", step => step == "10" ? "1" : step),
        ["p1-rates-ten-steps-alignment-without-tail"] = Break.WrongVector(Rates, "w_beta_alignment"),
        ["p1-rates-ten-steps-tail-range"] = Break.ExponentOfSingularValues(Rates),
        ["p1-rates-ten-steps-small-rates-nothing"] = Break.DoesNotTrain(Rates),
        ["p1-rates-ten-steps-table"] = Break.MixesUp(Rates, "step", step => step == "10" ? "1" : step),

        ["p1-feature-scaling-direction"] = Break.ScalingsExchanged(Samples),
        ["p1-feature-scaling-initial"] = Break.ScalingsExchanged(Rates),
        ["p1-feature-scaling-linear"] = Break.Metric(Rates, "kta_code", value => 1.5 * value),
        ["p1-feature-scaling-best-rate"] = Break.ScalingsExchanged(Rates),

        ["p1-samples-lower-loss"] = Break.IgnoresSamples(Samples),
        ["p1-samples-smaller-gap"] = Break.IgnoresSamples(Samples),
        ["p1-samples-lighter-tail"] = Break.IgnoresSamples(Samples),
        ["p1-samples-alignment-peak"] = Break.WrongVector(Samples, "w_beta_alignment"),
        ["p1-samples-few-samples"] = Break.DoesNotTrain(Samples),
        ["p1-samples-table"] = Break.ScalingsExchanged(Samples),

        ["p1-noise-shift"] = Break.Ignores(Noise, "noise", 0.3),
        ["p1-noise-order"] = Break.Ignores(Noise, "noise", 0.3),
        ["p1-noise-floor"] = Break.Metric(Noise, "test_loss_code", value => 0.5 * value),
        ["p1-ridge-best"] = Break.Ignores(Ridge, "lambda", 0.01),
        ["p1-ridge-train"] = Break.Ignores(Ridge, "lambda", 0.01),

        ["p1-schedule-frozen"] = Break.Ignores(Schedule, "gamma", 1.0),
        ["p1-schedule-order"] = Break.Ignores(Schedule, "gamma", 0.6),
        ["p1-schedule-alignment"] = Break.Ignores(Schedule, "gamma", 1.0),
        ["p1-normalisation-heavier"] = Break.Ignores(Normalisation, "normalised", "no"),
        ["p1-normalisation-norm"] = Break.Ignores(Normalisation, "normalised", "no"),
        ["p1-normalisation-first-step"] = Break.Ignores(Normalisation, "normalised", "no"),

        ["p1-overlaps-first-random"] = Break.MixesUp(Overlaps, "step", step => step == "1" ? "2" : step),
        ["p1-overlaps-spike-first"] = Break.MixesUp(Overlaps, "step", step => step == "1" ? "10" : step),
        ["p1-overlaps-spike-persists"] = Break.WrongVector(Overlaps, "before_left"),
        ["p1-overlaps-block"] = Break.Ignores(Overlaps, "step", 1),
        ["p1-overlaps-gradient"] = Break.WrongVector(Overlaps, "after_right"),

        ["p1-rates-large-n-tail"] = Break.DoesNotTrain(Large),
        ["p1-rates-large-n-normalised-tail"] = Break.Ignores(Large, "normalised", "no"),
        ["p1-rates-large-n-first-step-same"] = Break.Ignores(Large, "normalised", "no"),
        ["p1-rates-large-n-aligned-spike"] = Break.WrongVector(Large, "w_beta_alignment"),

        ["p1-phases-six"] = Break.Ignores("phases/map", "step", 0L),
        ["p1-phases-rate-order"] = Break.Ignores("phases/map", "step", 0L),
        ["p1-phases-collapse"] = Break.DoesNotTrain("phases/probes"),
    };
}
