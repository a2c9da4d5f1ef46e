using System.Numerics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The value with its derivative is the plain tanh and one fused 1 - z z, in place or not, at every level.</summary>
public class TanhTests
{
    [Fact]
    public void ApplyWithDerivative_Single() => Check<float>();

    [Fact]
    public void ApplyWithDerivative_Double() => Check<double>();

    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inputs = [.. ElementaryFunctions.Inputs(300).Where(double.IsFinite).Select(T.CreateTruncating)];
        T scale = T.CreateTruncating(1 / Math.Sqrt(1000));
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                for (int n = inputs.Length - 20; n <= inputs.Length; n++)
                {
                    T[] x = inputs[..n];
                    T[] z = new T[n];
                    T[] dz = new T[n];
                    Tanh.ApplyWithDerivative(x, scale, z, dz);
                    for (int i = 0; i < n; i++)
                    {
                        T expected = Tanh.Of(scale * x[i]);
                        Assert.Equal(expected, z[i]);
                        Assert.Equal(Fused.MultiplyAdd(-expected, expected, T.One), dz[i]);
                    }

                    T[] inPlace = [.. x];
                    T[] derivative = new T[n];
                    Tanh.ApplyWithDerivative(inPlace, scale, inPlace, derivative);
                    Assert.Equal(z, inPlace);
                    Assert.Equal(dz, derivative);
                    inPlace = [.. x];
                    Tanh.ApplyWithDerivative(inPlace, scale, derivative, inPlace);
                    Assert.Equal(dz, inPlace);
                }
            }
        }
    }

    [Fact]
    public void ApplyWithDerivative_LengthMismatch_Throws()
    {
        Assert.Throws<ArgumentException>(() => Tanh.ApplyWithDerivative<float>(new float[3], 1, new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => Tanh.ApplyWithDerivative<float>(new float[3], 1, new float[3], new float[2]));
    }
}
