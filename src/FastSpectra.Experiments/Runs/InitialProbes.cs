using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>
/// What was measured at step 0 from one set of inputs. Runs that share inputs and ask the same of them take it from here instead of
/// measuring it again; the numbers are the same ones.
/// </summary>
internal sealed class InitialProbes
{
    private readonly Dictionary<bool, KernelSpectra> _kernels = [];
    private readonly Dictionary<Question, (ProbeRecord Record, IReadOnlyList<WeightSpectrum> Spectra)> _answers = [];

    /// <summary>The kernels' spectra of the initial student.</summary>
    /// <param name="lastLayerTrained">Whether the conjugate kernel is part of the tangent kernel.</param>
    /// <param name="measure">Measures them where nobody has asked before.</param>
    public KernelSpectra Kernels(bool lastLayerTrained, Func<KernelSpectra> measure)
    {
        if (!_kernels.TryGetValue(lastLayerTrained, out KernelSpectra? answer))
        {
            _kernels[lastLayerTrained] = answer = measure();
        }

        return answer;
    }

    /// <summary>The record and the spectra of the initial student.</summary>
    /// <param name="configuration">Says what is asked.</param>
    /// <param name="record">Filled in by <paramref name="measure"/> where nobody has asked before.</param>
    /// <param name="measure">Measures the initial student.</param>
    public (ProbeRecord Record, IReadOnlyList<WeightSpectrum> Spectra) GetOrMeasure(
        ExperimentConfiguration configuration, ProbeRecord record, Func<ProbeRecord, IReadOnlyList<WeightSpectrum>> measure)
    {
        Question question = new(
            configuration.ProbeWeights, configuration.ProbeFeatures, configuration.FixLastLayer, configuration.ProbeFeatureScaling,
            configuration.FixLastLayer ? configuration.RegLambda : 0, configuration.ProbeKernels);
        if (!_answers.TryGetValue(question, out (ProbeRecord, IReadOnlyList<WeightSpectrum>) answer))
        {
            _answers[question] = answer = (record, measure(record));
        }

        return answer;
    }

    private readonly record struct Question(bool Weights, bool Features, bool Ridge, ProbeFeatureScaling Scaling, double RegLambda, bool Kernels);
}
