using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>
/// Ridge regression with the kernels at initial weights, on the samples of <see cref="CasesStudy"/>: f(x) = k(x) (K + lambda I)^-1 y, and the
/// linearised network f_0(x) + k_W(x) K_W^-1 (y - f_0(X)) that infinitely slow training of W would end at.
/// </summary>
internal sealed class RegressorStudy : Study
{
    public static RegressorStudy Instance { get; } = new();

    public override string Name => "p2-regressors";

    public override StudyCost Cost(ReproductionScale scale)
    {
        double n = (double)Paper2Setting.N / Paper2Setting.Divisor(scale), h = (double)Paper2Setting.H / Paper2Setting.Divisor(scale);
        return new StudyCost((12 * n * n * h) + (s_ridges.Length * 2 * n * n * n / 3), 0);
    }

    public override int Parts(ReproductionScale scale) => 1;

    private static readonly double[] s_ridges = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Add("losses", context.Part("losses", () => Measure(context)));
    }

    private static ResultTable Measure(StudyContext context)
    {
        ExperimentConfiguration c = context.Laboratory.Configure(Paper2Setting.Configuration(Paper2Setting.Divisor(context.Scale), context.Seed));
        using ExperimentInputs<float> inputs = Paper2Run.Draw(context, c, 0);
        int n = c.N, m = c.NTest;

        // Kernels of training and test samples together: the blocks [n, n] and [m, n] are the ones needed.
        using Matrix<float> x = new(n + m, c.D), values = new(n + m, c.H), slopes = new(n + m, c.H);
        inputs.Train.X.Span.CopyTo(x.Span);
        inputs.Test.X.Span.CopyTo(x.Span[(n * c.D)..]);
        using Workspace workspace = new();
        inputs.Student.KernelFactors(x.View, [values], [slopes], workspace, context.Team);
        using Matrix<double> conjugate = TangentKernel.Gram(values.View, 1.0 / c.H, context.Team);
        using Matrix<double> tangentW = TangentKernel.Of<float>(x.View, slopes.View, null, context.Team);
        using Matrix<double> tangent = tangentW.Clone();
        for (int i = 0; i < n + m; i++)
        {
            Axpy.Apply(1.0, conjugate.Row(i), tangent.Row(i));
        }

        double[] outputs = new double[n + m], labels = new double[n + m];
        inputs.Student.Outputs(values.View, outputs);
        for (int i = 0; i < n + m; i++)
        {
            labels[i] = i < n ? inputs.Train.Y[i, 0] : inputs.Test.Y[i - n, 0];
        }

        double mean = 0, square = 0;
        for (int i = n; i < n + m; i++)
        {
            mean += labels[i] / m;
            square += labels[i] * labels[i] / m;
        }

        double variance = square - (mean * mean);
        ResultTable table = new("kernel", "lambda", "test_loss", "r_squared");
        foreach ((string name, Matrix<double> kernel) in (ReadOnlySpan<(string, Matrix<double>)>)[("CK", conjugate), ("NTK", tangent), ("NTK_W", tangentW)])
        {
            foreach (double ridge in s_ridges)
            {
                Add(name, ridge, Regress(kernel, labels, new double[n + m], n, ridge, workspace, context.Team));
            }
        }

        Add("linearised network; W", 0, Regress(tangentW, labels, outputs, n, 0, workspace, context.Team));
        Add("linearised network; both", 0, Regress(tangent, labels, outputs, n, 0, workspace, context.Team));
        return table;

        void Add(string name, double ridge, double loss) => table.Add(name, ridge, loss, 1 - (loss / variance));
    }

    // NaN where the kernel is singular.
    private static double Regress(Matrix<double> kernel, double[] labels, double[] start, int n, double ridge, Workspace workspace, ThreadTeam team)
    {
        using Matrix<double> system = new(n, n), solution = new(n, 1);
        for (int i = 0; i < n; i++)
        {
            kernel.Row(i)[..n].CopyTo(system.Row(i));
            system[i, i] += ridge;
            solution[i, 0] = labels[i] - start[i];
        }

        if (!Cholesky.Factor(system.View, workspace, team).IsPositiveDefinite)
        {
            return double.NaN;
        }

        Cholesky.Solve(system.View, solution.View, team);
        double sum = 0;
        for (int i = n; i < labels.Length; i++)
        {
            double residual = start[i] + Dot.Of<double>(kernel.Row(i)[..n], solution.Span) - labels[i];
            sum += residual * residual;
        }

        return sum / (labels.Length - n);
    }
}
