using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Measures the kernels of a student on the training samples, how far they and the weights are from where they began, and the network's own
/// losses. Kernels of up to <see cref="TangentKernel.LargestDense"/> samples are decomposed in double; above it the conjugate kernel still comes
/// from its features' singular values, the tangent kernel from Lanczos and quadrature.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class KernelProbe<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Quadrature: 4 probes of 48 steps resolve a fiftieth of the spectrum to about 1 / sqrt(4 n).
    internal const int DensityProbes = 4;
    internal const int DensitySteps = 48;

    private readonly ExperimentConfiguration _configuration;
    private readonly ExperimentInputs<T> _inputs;
    private readonly ThreadTeam _team;
    private readonly InitialProbes? _shared;
    private readonly Workspace _workspace = new();
    private readonly Matrix<T>[] _values;
    private readonly Matrix<T>[] _slopes;
    private readonly Matrix<T> _testValues;
    private readonly double _conjugateEdge;
    private readonly double _tangentEdge;
    private readonly double _testVariance;
    private Matrix<T>? _initialValues;
    private Matrix<double>? _initialTangent;
    private KernelSpectra? _initial;
    private double[]? _initialWeights;

    public KernelProbe(ExperimentConfiguration configuration, ExperimentInputs<T> inputs, ThreadTeam team, InitialProbes? shared)
    {
        _configuration = configuration;
        _inputs = inputs;
        _team = team;
        _shared = shared;
        _values = [.. inputs.Student.HiddenLayers.Select(_ => new Matrix<T>(configuration.N, configuration.H))];
        _slopes = [.. inputs.Student.HiddenLayers.Select(_ => new Matrix<T>(configuration.N, configuration.H))];
        _testValues = new Matrix<T>(inputs.Test.Count, configuration.H);
        (_conjugateEdge, _tangentEdge) = Edges(configuration, inputs.Student);
        _testVariance = Variance(inputs.Test.Y.Span);
    }

    private bool IsDense => _configuration.N <= TangentKernel.LargestDense;

    /// <summary>Fills in everything about kernels and change.</summary>
    public KernelSpectra Measure(Student<T> student, WeightSpectrum? weights, ProbeRecord record)
    {
        // At step 0 the student is the initial one, whose factors this leaves behind.
        KernelSpectra initial = Initial();
        (KernelSpectra spectra, Matrix<double>? tangent) = record.Step == 0 ? (initial, null) : Decompose(student);
        MeasureLosses(student, record);
        MeasureConjugate(spectra, initial, record);
        MeasureTangent(spectra, initial, tangent, record);
        MeasureChange(student, weights, record);
        tangent?.Dispose();
        if (spectra.Conjugate.Status != SvdStatus.Converged || spectra.Tangent is { Status: not SvdStatus.Converged })
        {
            record.Status = "spectrum of a kernel: not converged";
        }

        return spectra;
    }

    public void Dispose()
    {
        _workspace.Dispose();
        foreach (Matrix<T> factor in _values.Concat(_slopes))
        {
            factor.Dispose();
        }

        _testValues.Dispose();
        _initialValues?.Dispose();
        _initialTangent?.Dispose();
    }

    // Upper edges of both laws, which are those of two layers: NaN for deeper students.
    private static (double Conjugate, double Tangent) Edges(ExperimentConfiguration configuration, Student<T> student)
    {
        if (configuration.L > 2)
        {
            return (double.NaN, double.NaN);
        }

        KernelLawSizes sizes = new(configuration.N, configuration.H, configuration.D);
        ActivationMoments moments = ActivationMoments.Of(student.Activation.InDouble);
        double slope = moments.Slope * moments.Slope;
        return (KernelLaw.OfConjugateKernel(sizes, moments.Variance, slope).UpperEdge,
            KernelLaw.OfTangentKernel(sizes, moments.Variance, slope, moments.SquaredSlope, !configuration.FixLastLayer).UpperEdge);
    }

    private static double CountAbove(KernelSpectrum kernel, double edge) => double.IsNaN(edge) ? double.NaN : kernel.CountAbove(NetworkProbe<T>.EdgeMargin * edge);

    private static double Variance(ReadOnlySpan<T> values)
    {
        double mean = 0;
        double square = 0;
        foreach (T value in values)
        {
            double x = double.CreateTruncating(value);
            mean += x;
            square += x * x;
        }

        mean /= values.Length;
        return (square / values.Length) - (mean * mean);
    }

    // Features of the last hidden layer: the factor of the conjugate kernel.
    private Matrix<T> Features => _values[^1];

    // What each hidden layer reads.
    private IReadOnlyList<Matrix<T>> LayerInputs => [_inputs.Train.X, .. _values[..^1]];

    private void Factors(Student<T> student) => student.KernelFactors(_inputs.Train.X.View, _values, _slopes, _workspace, _team);

    private KernelSpectra Initial()
    {
        if (_initial is null)
        {
            Factors(_inputs.Student);
            _initialValues = Features.Clone();
            _initialTangent = FormTangent();
            _initial = _shared?.Kernels(!_configuration.FixLastLayer, () => Spectra(_initialTangent)) ?? Spectra(_initialTangent);
        }

        return _initial;
    }

    private (KernelSpectra Spectra, Matrix<double>? Tangent) Decompose(Student<T> student)
    {
        Factors(student);
        Matrix<double>? tangent = FormTangent();
        return (Spectra(tangent), tangent);
    }

    private Matrix<double>? FormTangent() => IsDense
        ? TangentKernel.Of([.. LayerInputs.Select(input => input.View)], [.. _slopes.Select(slope => slope.View)], _configuration.FixLastLayer ? null : Features.View, _team)
        : null;

    private KernelSpectra Spectra(Matrix<double>? tangent)
    {
        ReadOnlySpan<T> labels = _inputs.Train.Y.Span;
        KernelSpectrum conjugate = KernelSpectrum.OfFeatures(Features.View, labels, _workspace, _team);
        if (tangent is not null)
        {
            return new KernelSpectra(conjugate, KernelSpectrum.OfMatrix(tangent, labels, _workspace, _team), null);
        }

        using TangentKernelOperator<T> product = Operator();
        return new KernelSpectra(conjugate, null, SpectralDensity.Estimate(product, DensityProbes, DensitySteps, _configuration.Seed, _team));
    }

    private TangentKernelOperator<T> Operator() => new(LayerInputs, _slopes, _configuration.FixLastLayer ? null : Features);

    private void MeasureLosses(Student<T> student, ProbeRecord record)
    {
        student.Features(_inputs.Test.X.View, Math.Sqrt(student.Sizes.FanIn(student.Sizes.HiddenLayers - 1)), _testValues.View, _workspace, _team);
        record[Metric.NetworkTrainLoss] = Loss(student, Features, _inputs.Train.Y);
        double test = Loss(student, _testValues, _inputs.Test.Y);
        record[Metric.NetworkTestLoss] = test;
        record[Metric.RSquared] = 1 - (test / _testVariance);
    }

    private static double Loss(Student<T> student, Matrix<T> values, Matrix<T> labels)
    {
        double[] residuals = new double[values.Rows];
        student.Outputs(values.View, residuals);
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] -= double.CreateTruncating(labels[i, 0]);
        }

        return SumOfSquares.Of<double>(residuals) / residuals.Length;
    }

    private void MeasureConjugate(KernelSpectra spectra, KernelSpectra initial, ProbeRecord record)
    {
        KernelSpectrum kernel = spectra.Conjugate;
        record[Metric.CkKta] = kernel.TargetAlignment;
        record[Metric.CkTop1] = kernel.Eigenvalues[0];
        record[Metric.CkTop2] = kernel.Eigenvalues.Length > 1 ? kernel.Eigenvalues[1] : double.NaN;
        record[Metric.CkAboveEdge] = CountAbove(kernel, _conjugateEdge);
        record[Metric.CkLabelAlignment] = kernel.LeadingAlignment;
        record[Metric.CkDistance] = SpectralDistance.Kolmogorov(kernel.Ascending, initial.Conjugate.Ascending);
        record[Metric.CkMeanShift] = SpectralDistance.MeanShift(kernel.Eigenvalues, initial.Conjugate.Eigenvalues);
        record[Metric.CkChange] = record.Step == 0 ? 0 : ConjugateChange(kernel, initial.Conjugate);
    }

    // |F F^T - F_0 F_0^T|_F^2 = |K|^2 + |K_0|^2 - 2 |F^T F_0|^2: no n x n matrix, and the digits lost to cancellation are not missed.
    private double ConjugateChange(KernelSpectrum now, KernelSpectrum initial)
    {
        int h = _configuration.H;
        using Matrix<double> product = new(h, h);
        const int rows = 512;
        using Matrix<double> left = new(rows, h), right = new(rows, h);
        for (int begin = 0; begin < _configuration.N; begin += rows)
        {
            int count = Math.Min(rows, _configuration.N - begin);
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < h; j++)
                {
                    left[i, j] = double.CreateTruncating(Features[begin + i, j]);
                    right[i, j] = double.CreateTruncating(_initialValues![begin + i, j]);
                }
            }

            Gemm.Multiply(1.0 / h, left.View.Slice(0, 0, count, h).Transposed, right.View.Slice(0, 0, count, h), begin == 0 ? 0.0 : 1.0, product.View, _team);
        }

        double cross = SumOfSquares.Of<double>(product.Span);
        return Math.Sqrt(Math.Max(0, SumOfSquares.Of<double>(now.Eigenvalues) + SumOfSquares.Of<double>(initial.Eigenvalues) - (2 * cross)));
    }

    private void MeasureTangent(KernelSpectra spectra, KernelSpectra initial, Matrix<double>? tangent, ProbeRecord record)
    {
        if (spectra.Tangent is not { } kernel)
        {
            MeasureTangentByProducts(spectra, record);
            return;
        }

        record[Metric.NtkKta] = kernel.TargetAlignment;
        record[Metric.NtkTop1] = kernel.Eigenvalues[0];
        record[Metric.NtkTop2] = kernel.Eigenvalues.Length > 1 ? kernel.Eigenvalues[1] : double.NaN;
        record[Metric.NtkSmallest] = kernel.Eigenvalues[^1];
        record[Metric.NtkAboveEdge] = CountAbove(kernel, _tangentEdge);
        record[Metric.NtkLabelAlignment] = kernel.LeadingAlignment;
        record[Metric.NtkDistance] = SpectralDistance.Kolmogorov(kernel.Ascending, initial.Tangent!.Ascending);
        record[Metric.NtkMeanShift] = SpectralDistance.MeanShift(kernel.Eigenvalues, initial.Tangent.Eigenvalues);
        double change = 0;
        if (tangent is not null)
        {
            for (int i = 0; i < tangent.Rows; i++)
            {
                Span<double> row = tangent.Row(i);
                Axpy.Apply(-1.0, _initialTangent!.Row(i), row);
                change += SumOfSquares.Of<double>(row);
            }
        }

        record[Metric.NtkChange] = Math.Sqrt(change);
    }

    private void MeasureTangentByProducts(KernelSpectra spectra, ProbeRecord record)
    {
        using TangentKernelOperator<T> product = Operator();
        using TopTripletsResult<T> top = TopTriplets.Compute(product, 2, new TopTripletsOptions { Team = _team, Seed = _configuration.Seed });
        record[Metric.NtkTop1] = double.CreateTruncating(top.S[0]);
        record[Metric.NtkTop2] = top.S.Length > 1 ? double.CreateTruncating(top.S[1]) : double.NaN;
        ReadOnlySpan<T> y = _inputs.Train.Y.Span;
        double labels = InDouble.SumOfSquares(y);
        record[Metric.NtkLabelAlignment] = Math.Abs(InDouble.Dot<T>(top.Vt.Row(0), y)) / Math.Sqrt(labels);
        T[] image = new T[y.Length];
        product.Multiply(y, image, _team);
        double square = spectra.TangentDensity!.Average(value => value * value).Mean * y.Length;
        record[Metric.NtkKta] = InDouble.Dot<T>(image, y) / (Math.Sqrt(square) * labels);
    }

    private void MeasureChange(Student<T> student, WeightSpectrum? weights, ProbeRecord record)
    {
        using Matrix<T> change = student.W.Clone();
        double squares = 0;
        for (int i = 0; i < change.Rows; i++)
        {
            Axpy.Apply(-T.One, _inputs.Student.W.Row(i), change.Row(i));
            squares += InDouble.SumOfSquares<T>(change.Row(i));
        }

        record[Metric.ChangeFrobenius] = Math.Sqrt(squares / change.Count);
        double last = 0;
        for (int j = 0; j < student.Width; j++)
        {
            double difference = double.CreateTruncating(student.A[0, j]) - double.CreateTruncating(_inputs.Student.A[0, j]);
            last += difference * difference;
        }

        record[Metric.LastLayerChange] = Math.Sqrt(last / InDouble.SumOfSquares<T>(_inputs.Student.A.Span));
        if (squares > 0 && double.IsFinite(squares))
        {
            // At norm 1: the squares of a diverging network's weights are beyond the range of float.
            double norm = Math.Sqrt(squares);
            for (int i = 0; i < change.Rows; i++)
            {
                Scale.Apply(T.CreateChecked(1 / norm), change.Row(i));
            }

            DenseOperator<T> product = new(change);
            using TopTripletsResult<T> top = TopTriplets.Compute(product, 1, new TopTripletsOptions { Team = _team });
            record[Metric.ChangeSpectral] = norm * double.CreateTruncating(top.S[0]);
            record[Metric.ChangeBetaAlignment] = _inputs.Teacher.ProjectionNorm(top.Vt.Row(0));
        }

        if (weights is not null)
        {
            _initialWeights ??= record.Step == 0 ? weights.SingularValues.ToArray() : InitialWeights();
            double[] now = weights.SingularValues.ToArray();
            double[] before = [.. _initialWeights];
            Array.Reverse(now);
            Array.Reverse(before);
            record[Metric.WDistance] = SpectralDistance.Kolmogorov(now, before);
        }
    }

    private double[] InitialWeights() =>
        WeightSpectrum.Of(_inputs.Student.W, _inputs.Teacher.Beta, _workspace, _team).SingularValues.ToArray();
}
