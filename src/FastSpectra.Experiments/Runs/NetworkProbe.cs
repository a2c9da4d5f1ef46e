using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Measures a student: losses by ridge read-out (or its own), kernel-target alignment, the spectrum of every hidden layer and what follows from it.
/// One product of the features serves read-out and alignment, one decomposition serves every number about the spectrum.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class NetworkProbe<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Above the Marchenko-Pastur edge of a finite matrix by its fluctuations (Tracy-Widom: about 1 % at these sizes).
    internal const double EdgeMargin = 1.01;

    private readonly ExperimentConfiguration _configuration;
    private readonly ExperimentInputs<T> _inputs;
    private readonly ThreadTeam _team;
    private readonly PhaseClock _clock;
    private readonly Workspace _workspace = new();
    private readonly Matrix<T> _testFeatures;
    private readonly int _lastFanIn;
    private FeatureGram<T>? _gram;
    private RidgeReadout<T>? _readout;

    public NetworkProbe(ExperimentConfiguration configuration, ExperimentInputs<T> inputs, ThreadTeam team, PhaseClock clock)
    {
        _configuration = configuration;
        _inputs = inputs;
        _team = team;
        _clock = clock;
        _testFeatures = new Matrix<T>(inputs.Test.Count, configuration.H);
        _lastFanIn = configuration.StudentSizes.FanIn(configuration.StudentSizes.HiddenLayers - 1);
    }

    /// <summary>Fills in the losses and the alignment. <paramref name="features"/> is scratch of [n, h] elements.</summary>
    public void MeasureReadout(Student<T> student, MatrixView<T> features, ProbeRecord record) =>
        MeasureReadout(student, features, record, new ReadoutSettings(_configuration.ProbeFeatureScaling, _configuration.RegLambda), hasFeatures: false, _configuration.ProbeFeatures);

    /// <summary>The same for other settings, of the last hidden layer alone; the features of the call before are used again where they are the same.</summary>
    public void MeasureReadout(Student<T> student, MatrixView<T> features, ProbeRecord record, ReadoutSettings settings, bool hasFeatures) =>
        MeasureReadout(student, features, record, settings, hasFeatures, withLower: false);

    /// <summary>Fills in what follows from the singular values of every hidden layer; none if they could not be computed.</summary>
    public IReadOnlyList<WeightSpectrum> MeasureWeights(Student<T> student, ProbeRecord record)
    {
        List<WeightSpectrum> spectra = [];
        for (int i = 0; i < student.HiddenLayers.Count; i++)
        {
            Matrix<T> layer = student.HiddenLayers[i];
            WeightSpectrum spectrum;
            using (_clock.Measure(RunPhase.Spectra))
            {
                spectrum = i == 0
                    ? WeightSpectrum.Of(layer, _inputs.Teacher.Beta, _workspace, _team)
                    : WeightSpectrum.Of(layer, WeightSpectrum.LeadingLeftVector(student.HiddenLayers[i - 1], _team), _workspace, _team);
            }

            if (spectrum.Status != SvdStatus.Converged)
            {
                record.Status = $"singular values of {StudentSizes.LayerName(i)}: {spectrum.Status}";
                return [];
            }

            if (i == 0)
            {
                record.SetAlignments(spectrum);
            }

            Describe(spectrum, new MarchenkoPastur(layer.Rows, layer.Columns), i + 1, record);
            spectra.Add(spectrum);
        }

        return spectra;
    }

    /// <summary>Decomposes W or M, in double.</summary>
    public SingularVectors Decompose<TElement>(Matrix<TElement> matrix)
        where TElement : unmanaged, IBinaryFloatingPointIeee754<TElement>
    {
        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Spectra);
        return SingularVectors.Of(matrix, _workspace, _team);
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _testFeatures.Dispose();
        _gram?.Dispose();
        _readout?.Dispose();
    }

    private void Describe(WeightSpectrum spectrum, MarchenkoPastur law, int layer, ProbeRecord record)
    {
        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Fits);
        ReadOnlySpan<double> values = spectrum.SingularValues;
        record[Metric.WBetaAlignment, layer] = spectrum.FirstAlignment;
        record[Metric.LargestBetaAlignment, layer] = spectrum.LargestAlignment;
        record[Metric.SpectralNorm, layer] = spectrum.SpectralNorm;
        record[Metric.FrobeniusNorm, layer] = spectrum.FrobeniusNorm;
        record[Metric.StableRank, layer] = spectrum.StableRank;
        record[Metric.SecondSingularValue, layer] = values.Length > 1 ? values[1] : double.NaN;
        record[Metric.ValuesAboveEdge, layer] = spectrum.CountAbove(EdgeMargin * Math.Sqrt(law.UpperEdge));
        record[Metric.MpDistance, layer] = law.Distance(new EmpiricalSpectralDensity(values).Eigenvalues);

        PowerLawTail tail = new(values);
        PowerLawFit hill = tail.Hill();
        PowerLawFit fit = tail.KolmogorovSmirnov();
        record[Metric.PlAlphaHill, layer] = hill.Alpha;
        record[Metric.PlAlphaKs, layer] = fit.Alpha;
        record[Metric.PlKsDistance, layer] = fit.Distance;
        if (double.IsNaN(hill.Alpha) || double.IsNaN(fit.Alpha))
        {
            record.Status = "no power law fits: too few distinct positive singular values";
        }
    }

    private void MeasureReadout(Student<T> student, MatrixView<T> features, ProbeRecord record, ReadoutSettings settings, bool hasFeatures, bool withLower)
    {
        using PhaseClock.Scope scope = _clock.Measure(RunPhase.Readout);
        bool ridge = _configuration.FixLastLayer;
        if (!ridge)
        {
            record[Metric.TestLoss] = OwnTestLoss(student);
        }

        if (!ridge && !_configuration.ProbeFeatures)
        {
            return;
        }

        double scale = settings.Scaling == ProbeFeatureScaling.Paper ? Math.Sqrt(_lastFanIn) : _lastFanIn;
        if (!hasFeatures)
        {
            student.Features(_inputs.Probe.X.View, scale, features, _workspace, _team, withLower ? MeasureLower : null);
        }

        ComputeGram(features);
        if (_configuration.ProbeFeatures)
        {
            double alignment = KernelTargetAlignment.Of(_gram);
            record[Metric.Kta] = alignment;
            if (double.IsNaN(alignment))
            {
                record.Status = "no kernel-target alignment: features or labels are all zero";
            }
        }

        if (ridge)
        {
            _readout ??= new RidgeReadout<T>(_inputs.Probe.Count, _configuration.H);
            if (!_readout.Fit(_gram, features, settings.RegLambda, _team))
            {
                record.Status = "ridge system not positive definite in double precision: no losses (reg_lambda too small)";
                return;
            }

            record[Metric.TrainLoss] = _readout.Loss(_gram, features, _inputs.Probe.Y.Span, _team);
            student.Features(_inputs.Test.X.View, scale, _testFeatures.View, _workspace, _team);
            record[Metric.TestLoss] = _readout.Loss(_gram, _testFeatures.View, _inputs.Test.Y.Span, _team);
        }

        // The alignment of Z_l as W_{l+1} reads it; that of Z_{L-1} is the read-out's.
        void MeasureLower(int layer, MatrixView<T> lower)
        {
            ComputeGram(lower);
            record[Metric.Kta, layer + 1] = KernelTargetAlignment.Of(_gram);
        }
    }

    [MemberNotNull(nameof(_gram))]
    private void ComputeGram(MatrixView<T> features)
    {
        _gram ??= new FeatureGram<T>(_inputs.Probe.Count, _configuration.H);
        _gram.Compute(features, _inputs.Probe.Y.Span, _team);
    }

    private double OwnTestLoss(Student<T> student)
    {
        student.Features(_inputs.Test.X.View, Math.Sqrt(_lastFanIn), _testFeatures.View, _workspace, _team);
        double scale = 1 / Math.Sqrt(_configuration.H);
        double sum = 0;
        for (int i = 0; i < _inputs.Test.Count; i++)
        {
            double output = scale * InDouble.Dot<T>(_testFeatures.Row(i), student.A.Span);
            double residual = output - double.CreateTruncating(_inputs.Test.Y[i, 0]);
            sum = Fused.MultiplyAdd(residual, residual, sum);
        }

        return sum / _inputs.Test.Count;
    }
}
