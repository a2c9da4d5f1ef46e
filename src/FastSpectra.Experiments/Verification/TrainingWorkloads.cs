using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads of the gradient of a deep student, the optimisers, the ridge read-out and the kernel-target alignment.</summary>
internal static class TrainingWorkloads
{
    public static IEnumerable<GoldenWorkload> All => [.. OfType<float>("float"), .. OfType<double>("double")];

    private static IEnumerable<GoldenWorkload> OfType<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int count = 5003;
        yield return new($"optimisers/adam/{type}", true, (output, team) =>
        {
            T[] p = GoldenInputs.Normals<T>("p", count);
            T[] m = new T[count];
            T[] v = new T[count];
            foreach (double decay in (double[])[0, 0.01])
            {
                for (int step = 1; step <= 4; step++)
                {
                    AdamUpdate.Apply<T>(p, GoldenInputs.Normals<T>($"g{step}", count), m, v, step, new AdamSettings(0.03, WeightDecay: decay), team);
                }

                output.Add<T>("p", p);
                output.Add<T>("m", m);
                output.Add<T>("v", v);
            }
        });
        yield return new($"optimisers/sgd/{type}", true, (output, team) =>
        {
            T[] p = GoldenInputs.Normals<T>("p", count);
            T[] buffer = new T[count];
            foreach (SgdSettings settings in (SgdSettings[])[new(0.3), new(0.3, Momentum: 0.9), new(0.3, 0.9, WeightDecay: 0.01)])
            {
                for (int step = 1; step <= 3; step++)
                {
                    SgdUpdate.Apply<T>(p, GoldenInputs.Normals<T>($"g{step}", count), buffer, step, settings, team);
                }

                output.Add<T>("p", p);
            }
        });

        yield return new($"optimisers/elementwise/{type}", true, (output, team) =>
        {
            T[] adamW = GoldenInputs.Normals<T>("p", count);
            T[] rmsProp = [.. adamW];
            T[] sign = [.. adamW];
            T[] m = new T[count], v = new T[count], square = new T[count], buffer = new T[count], sum = new T[count];
            for (int step = 1; step <= 3; step++)
            {
                T[] g = GoldenInputs.Normals<T>($"g{step}", count);
                AdamUpdate.Apply<T>(adamW, g, m, v, step, new AdamSettings(0.03, WeightDecay: 0.1, IsDecayDecoupled: true), team);
                RmsPropUpdate.Apply<T>(rmsProp, g, square, buffer, new RmsPropSettings(0.03, Momentum: 0.9, WeightDecay: 0.01), team);
                SignUpdate.Apply<T>(sign, g, sum, new DirectionSettings(0.03, Momentum: 0.9, WeightDecay: 0.1), team);
            }

            output.Add<T>("adamw", adamW);
            output.Add<T>("rmsprop", rmsProp);
            output.Add<T>("sign", sign);
        });

        // Tall and wide, and a last layer, which Muon leaves to Adam.
        foreach (OptimisationRule rule in (OptimisationRule[])[OptimisationRule.NormalisedGradientDescent, OptimisationRule.Muon])
        {
            yield return new($"optimisers/{(rule == OptimisationRule.Muon ? "muon" : "normalized-gd")}/{type}", true, (output, team) =>
            {
                using Matrix<T> tall = GoldenInputs.NormalMatrix<T>("tall", 130, 70), wide = GoldenInputs.NormalMatrix<T>("wide", 35, 90), last = GoldenInputs.NormalMatrix<T>("a", 1, 130);
                using Matrix<T> ofTall = new(130, 70), ofWide = new(35, 90), ofLast = new(1, 130);
                (string Name, Matrix<T> Value, Matrix<T> Gradient)[] layers = [("tall", tall, ofTall), ("wide", wide, ofWide), ("a", last, ofLast)];
                TrainingOptions options = new() { Rule = rule, Schedule = new ConstantRate(0), Momentum = 0.9, WeightDecay = 0.1 };
                using Optimiser<T> optimiser = Optimiser<T>.Create([.. layers.Select(layer => new Parameter<T>(layer.Name, layer.Value, layer.Gradient))], options);
                for (int step = 1; step <= 2; step++)
                {
                    foreach ((string name, _, Matrix<T> gradient) in layers)
                    {
                        new RandomStream(GoldenInputs.Seed, $"gradient.{name}.{step}").Normals(gradient.Span, 0);
                    }

                    optimiser.Step(0.05, team);
                }

                foreach ((string name, Matrix<T> value, _) in layers)
                {
                    output.Add(name, value);
                }
            });
        }

        yield return new($"gradient/four-layers/{type}", true, (output, team) =>
        {
            using Student<T> student = Student<T>.Draw(new StudentSizes(45, 70, 4), GoldenInputs.Seed, "", TanhActivation<T>.Instance, team);
            using Matrix<T> x = GoldenInputs.NormalMatrix<T>("x", 90, 45);
            using StudentGradient<T> gradient = new(student, 90, withLastLayer: true, team.Size);
            output.Add("loss", [gradient.Compute(x.View, GoldenInputs.Normals<T>("y", 90), team)]);
            foreach (Matrix<T> layer in gradient.HiddenLayers)
            {
                output.Add("layer", layer);
            }

            output.Add("a", gradient.A!);
        });
        yield return new($"activations/{type}", true, (output, team) =>
        {
            T[] x = GoldenInputs.Normals<T>("x", 1003), values = new T[x.Length], slopes = new T[x.Length];
            foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
            {
                Activation<T>.Of(kind).ApplyWithDerivative(x, values, slopes);
                output.Add<T>($"{kind}", values);
                output.Add<T>($"{kind} slope", slopes);
                ActivationMoments moments = ActivationMoments.Of(Activation<double>.Of(kind));
                output.Add($"{kind} moments", [moments.Mean, moments.Square, moments.Slope, moments.SquaredSlope]);
            }
        });
        yield return new($"teacher/3-directions/{type}", true, (output, team) =>
        {
            using MultiIndexTeacher<T> teacher = MultiIndexTeacher<T>.Draw(90, GoldenInputs.Seed, "beta", directions: 3);
            using Dataset<T> data = teacher.DrawDataset(40, 0.3, GoldenInputs.Seed, "train", team);
            output.Add("beta", teacher.Beta);
            output.Add("y", data.Y);
        });

        // n >= h solves with Z^T Z in two panels of 512 samples, n < h with Z Z^T.
        foreach ((int n, int h) in ((int, int)[])[(600, 70), (50, 130)])
        {
            yield return new($"ridge/{n}x{h}/{type}", true, (output, team) =>
            {
                using Matrix<T> z = GoldenInputs.NormalMatrix<T>("z", n, h);
                T[] y = GoldenInputs.Normals<T>("y", n);
                using FeatureGram<T> gram = new(n, h);
                gram.Compute(z.View, y, team);
                output.Add("gram", gram.Matrix);
                output.Add("alignment", [KernelTargetAlignment.Of(gram)]);
                using RidgeReadout<T> readout = new(n, h);
                readout.Fit(gram, z.View, 0.01, team);
                output.Add("coefficients", readout.Coefficients);
                output.Add("loss", [readout.Loss(gram, z.View, y, team)]);
            });
        }
    }
}
