using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Spectra of W, CK and NTK at random weights at four sizes of n : h : d = 4 : 3 : 2, against their laws.</summary>
internal sealed class LawsStudy : Study
{
    public static LawsStudy Instance { get; } = new();

    public override string Name => "p2-laws";

    public override StudyCost Cost(ReproductionScale scale) => Divisors(scale).Aggregate(StudyCost.None, (sum, divisor) =>
    {
        RunCost probe = RunCost.Of(Paper2Setting.Configuration(divisor, 0));
        return sum + (Repeats * (probe.Spectra + probe.Kernels));
    });

    public override int Parts(ReproductionScale scale) => Divisors(scale).Length * Repeats;

    private const int Repeats = 4;

    public static KernelLaw Conjugate(ExperimentConfiguration c)
    {
        ActivationMoments m = Moments(c);
        return KernelLaw.OfConjugateKernel(Sizes(c), m.Square, m.Slope * m.Slope);
    }

    public static KernelLaw Tangent(ExperimentConfiguration c, bool lastLayerTrained, double lastLayerSquare = 1)
    {
        ActivationMoments m = Moments(c);
        return KernelLaw.OfTangentKernel(Sizes(c), m.Square, m.Slope * m.Slope, m.SquaredSlope, lastLayerTrained, lastLayerSquare);
    }

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string[] columns =
        [
            "n", "repeat", "w_distance", "ck_distance", "ntk_distance", "ntk_w_wasserstein", "ck_wasserstein", "ntk_wasserstein",
            "ck_top", "ck_edge", "ntk_top", "ntk_edge", "ntk_smallest", "ntk_floor", "ck_mass", "ntk_mass",
            "last_layer_square", "ntk_limit_distance",
        ];
        ResultTable sizes = new(columns);
        foreach (int divisor in Divisors(context.Scale))
        {
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                int draw = repeat;
                sizes.Add(context.Part($"divisor={divisor}_repeat={draw}", () => Measure(context, divisor, draw, columns)));
            }
        }

        context.Add("sizes", sizes);
    }

    private static int[] Divisors(ReproductionScale scale) => scale == ReproductionScale.Quick ? [40, 20, 10] : [8, 4, 2, 1];

    private static KernelLawSizes Sizes(ExperimentConfiguration c) => new(c.N, c.H, c.D);

    private static ActivationMoments Moments(ExperimentConfiguration c) => ActivationMoments.Of(Activation<double>.Of(c.Activation));

    private static ResultTable Measure(StudyContext context, int divisor, int repeat, string[] columns)
    {
        ExperimentConfiguration c = context.Laboratory.Configure(Paper2Setting.Configuration(divisor, context.Seed));
        using ExperimentInputs<float> inputs = Paper2Run.Draw(context, c, repeat);
        using Matrix<float> values = new(c.N, c.H), slopes = new(c.N, c.H);
        using Workspace workspace = new();
        inputs.Student.KernelFactors(inputs.Train.X.View, [values], [slopes], workspace, context.Team);
        ReadOnlySpan<float> y = inputs.Train.Y.Span;
        double[] ck = KernelSpectrum.OfFeatures(values.View, y, workspace, context.Team).Ascending;
        double[] w = WeightSpectrum.Of<float>(inputs.Student.W, inputs.Teacher.Beta.Span, workspace, context.Team).SingularValues.ToArray();
        using Matrix<double> full = TangentKernel.Of(inputs.Train.X.View, slopes.View, values.View, context.Team);
        double[] ntk = KernelSpectrum.OfMatrix(full, y, workspace, context.Team).Ascending;
        using Matrix<double> first = TangentKernel.Of<float>(inputs.Train.X.View, slopes.View, null, context.Team);
        double[] ntkW = KernelSpectrum.OfMatrix(first, y, workspace, context.Team).Ascending;

        // The laws are those of the setting, whatever the laboratory made of it. Those of the tangent kernels are at the draw's |a|^2 / h: its
        // deviation from 1 is of order h^(-1/2), shifts the floor where eigenvalues are densest, and would hide the rate of the rest.
        ExperimentConfiguration setting = Paper2Setting.Configuration(divisor, context.Seed);
        double lastLayerSquare = InDouble.SumOfSquares<float>(inputs.Student.A.Span) / c.H;
        KernelLaw conjugate = Conjugate(setting), tangent = Tangent(setting, true, lastLayerSquare), tangentW = Tangent(setting, false, lastLayerSquare);
        return new ResultTable(columns).Add(
            c.N, repeat, new MarchenkoPastur(c.H, c.D).Distance(new EmpiricalSpectralDensity(w).Eigenvalues), conjugate.Distance(ck), tangent.Distance(ntk),
            tangentW.WassersteinDistance(ntkW), conjugate.WassersteinDistance(ck), tangent.WassersteinDistance(ntk),
            ck[^1], conjugate.UpperEdge, ntk[^1], tangent.UpperEdge, ntk[0], tangent.LowerEdge, conjugate.Mass, tangent.Mass, lastLayerSquare,
            Tangent(setting, true).Distance(ntk));
    }
}
