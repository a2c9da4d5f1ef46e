using System.Numerics.Tensors;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Bench;

/// <summary>The activation with the library's tanh, whose bits depend on the machine.</summary>
internal sealed class LibraryTanh : Activation<float>
{
    public override string Name => "library tanh";

    public override Activation<double> InDouble => TanhActivation<double>.Instance;

    public override void Apply(ReadOnlySpan<float> x, Span<float> values) => TensorPrimitives.Tanh(x, values);

    public override void ApplyWithDerivative(ReadOnlySpan<float> x, Span<float> values, Span<float> derivatives)
    {
        TensorPrimitives.Tanh(x, values);
        TensorPrimitives.Multiply(values, values, derivatives);
        TensorPrimitives.Subtract(1f, derivatives, derivatives);
    }
}
