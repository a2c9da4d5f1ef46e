using System.Numerics;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Each activation is its formula, its derivative that of its values, its moments the closed forms; the same bits at every level.</summary>
public sealed class ActivationTests
{
    public static TheoryData<ActivationKind> Kinds => [.. Enum.GetValues<ActivationKind>()];

    [Theory]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.Erf)]
    [InlineData(ActivationKind.Sigmoid)]
    [InlineData(ActivationKind.Softplus)]
    [InlineData(ActivationKind.Gelu)]
    [InlineData(ActivationKind.Linear)]
    public void ValuesFollowTheFormula(ActivationKind kind)
    {
        double[] x = [-40, -7, -1.5, -1e-9, -0.0, 0, 1e-9, 0.3, 1, 6.5, 40];
        double[] values = new double[x.Length];
        Activation<double>.Of(kind).Apply(x, values);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = kind switch
            {
                ActivationKind.Relu => Math.Max(0, x[i]),
                ActivationKind.Erf => Erf.Of(x[i] / Math.Sqrt(2)),
                ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x[i])),
                ActivationKind.Softplus => Math.Max(0, x[i]) + Math.Log(1 + Math.Exp(-Math.Abs(x[i]))),
                ActivationKind.Gelu => x[i] / 2 * (1 + Erf.Of(x[i] / Math.Sqrt(2))),
                _ => x[i],
            };
            Assert.Equal(expected, values[i], 1e-15 * Math.Max(1, Math.Abs(x[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DerivativesAreThoseOfTheValues(ActivationKind kind)
    {
        Activation<double> activation = Activation<double>.Of(kind);
        const double step = 1e-5;
        double[] x = [-9.3, -2, -0.7, -0.01, 0.01, 0.4, 1.7, 3, 11];
        double[] values = new double[x.Length], slopes = new double[x.Length], above = new double[x.Length], below = new double[x.Length];
        activation.ApplyWithDerivative(x, values, slopes);
        activation.Apply([.. x.Select(value => value + step)], above);
        activation.Apply([.. x.Select(value => value - step)], below);
        double[] alone = new double[x.Length];
        activation.Apply(x, alone);
        Assert.Equal(alone, values);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal((above[i] - below[i]) / (2 * step), slopes[i], 1e-9);
        }
    }

    [Fact]
    public void MomentsAreTheClosedForms()
    {
        Check(ActivationKind.Relu, 1 / Math.Sqrt(2 * Math.PI), 0.5, 0.5, 0.5);
        Check(ActivationKind.Linear, 0, 1, 1, 1);
        Check(ActivationKind.Erf, 0, 1.0 / 3, 1 / Math.Sqrt(Math.PI), 2 / Math.PI / Math.Sqrt(3));
        ActivationMoments softplus = ActivationMoments.Of(Activation<double>.Of(ActivationKind.Softplus));
        Assert.Equal(0.806059183347439785, softplus.Mean, 1e-13);
        Assert.Equal(0.271514501800558732, softplus.Variance, 1e-13);
        Assert.Equal(0.5, softplus.Slope, 1e-13);
        ActivationMoments gelu = ActivationMoments.Of(Activation<double>.Of(ActivationKind.Gelu));
        Assert.Equal(0.5 / Math.Sqrt(Math.PI), gelu.Mean, 1e-13);
        Assert.Equal(0.5, gelu.Slope, 1e-13);
        Assert.Equal(0.5, ActivationMoments.Of(Activation<double>.Of(ActivationKind.Sigmoid)).Mean, 1e-13);

        // What the rule for analytic functions would say of a kink: its error is why there is another.
        Assert.False(Math.Abs(ActivationMoments.Of(new SmoothRelu()).Slope - 0.5) <= 1e-4);

        static void Check(ActivationKind kind, double mean, double square, double slope, double squaredSlope)
        {
            ActivationMoments moments = ActivationMoments.Of(Activation<double>.Of(kind));
            Assert.Equal(mean, moments.Mean, 1e-13);
            Assert.Equal(square, moments.Square, 1e-13);
            Assert.Equal(slope, moments.Slope, 1e-13);
            Assert.Equal(squaredSlope, moments.SquaredSlope, 1e-13);
        }
    }

    [Fact]
    public void BothQuadraturesAgreeOnASmoothActivation()
    {
        ActivationMoments line = ActivationMoments.Of(TanhActivation<double>.Instance);
        ActivationMoments halves = ActivationMoments.Of(new KinkedTanh());
        Assert.Equal(line.Square, halves.Square, 1e-14);
        Assert.Equal(line.Slope, halves.Slope, 1e-14);
        Assert.Equal(line.SquaredSlope, halves.SquaredSlope, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryLevelAndEveryLengthGivesTheSameBits(ActivationKind kind)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] x = new T[77];
            new RandomStream(3, "x").Normals<T>(x);
            (T[] Values, T[] Slopes)? expected = null;
            foreach (SimdLevel level in InstructionSet.Available)
            {
                using (InstructionSet.Use(level))
                {
                    foreach (int length in (int[])[77, 64, 5, 1, 0])
                    {
                        T[] values = new T[length], slopes = x[..length];
                        Activation<T>.Of(kind).ApplyWithDerivative(slopes, values, slopes);
                        expected ??= (values, slopes);
                        Assert.Equal(expected.Value.Values[..length], values);
                        Assert.Equal(expected.Value.Slopes[..length], slopes);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaNPassesLengthsAreCheckedAndNothingIsAllocated(ActivationKind kind)
    {
        Activation<double> activation = Activation<double>.Of(kind);
        double[] x = [1, double.NaN, 2], values = new double[3];
        activation.Apply(x, values);
        Assert.True(double.IsFinite(values[0]) && double.IsNaN(values[1]) && double.IsFinite(values[2]));
        Assert.Throws<ArgumentException>(() => activation.Apply(x, new double[2]));
        Assert.Throws<ArgumentException>(() => activation.ApplyWithDerivative(x, values, new double[2]));
        Assert.Equal(kind, Enum.GetValues<ActivationKind>().Single(other => Activation<double>.Of(other).Name == activation.Name));
        Assert.Equal(activation.Name, Activation<float>.Of(kind).InDouble.Name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        activation.Apply(x, values);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class SmoothRelu : Activation<double>
    {
        public override string Name => "relu";

        public override Activation<double> InDouble => this;

        public override void Apply(ReadOnlySpan<double> x, Span<double> values) => Activation<double>.Of(ActivationKind.Relu).Apply(x, values);

        public override void ApplyWithDerivative(ReadOnlySpan<double> x, Span<double> values, Span<double> derivatives) =>
            Activation<double>.Of(ActivationKind.Relu).ApplyWithDerivative(x, values, derivatives);
    }

    private sealed class KinkedTanh : Activation<double>
    {
        public override string Name => "tanh";

        public override bool IsSmooth => false;

        public override Activation<double> InDouble => this;

        public override void Apply(ReadOnlySpan<double> x, Span<double> values) => TanhActivation<double>.Instance.Apply(x, values);

        public override void ApplyWithDerivative(ReadOnlySpan<double> x, Span<double> values, Span<double> derivatives) =>
            TanhActivation<double>.Instance.ApplyWithDerivative(x, values, derivatives);
    }
}
