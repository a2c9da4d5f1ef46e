using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>
/// Negative control of <c>verify</c> inside the kernels: one operation of a kernel changed by one unit in the last place, or its rounding or order, makes
/// it exit with 1 and name the simplest workload that rests on this kernel.
/// </summary>
[Trait("Category", "Mutation")]
public sealed class KernelMutationTests(MutatedProgram program) : IClassFixture<MutatedProgram>
{
    private const string Algebra = "FastSpectra.LinearAlgebra/";
    private const string Training = "FastSpectra.Training/";
    private const string Spectra = "FastSpectra.Spectra/";

    [ExhaustiveTheory]
    [InlineData("random/uniforms/double", Algebra + "Random/Philox4x32.cs", "Weyl1 = 0xBB67AE85", "Weyl1 = 0xBB67AE84")]
    [InlineData("random/normals/double", Algebra + "Random/NormalTransform.cs", "Broadcast(1.5707963267948966)", "Broadcast(double.BitIncrement(1.5707963267948966))")]
    [InlineData("random/normals/double", Algebra + "Elementary/SinCos.cs", "Broadcast(-0.16666666666666666)", "Broadcast(double.BitIncrement(-0.16666666666666666))")]
    [InlineData("random/permutation", Algebra + "Random/RandomStream.cs", "(ulong)j + 1, out _)", "(ulong)j, out _)")]
    [InlineData("elementary/exp/float", Algebra + "Elementary/Exp.cs", "Broadcast(0.16666518f)", "Broadcast(float.BitIncrement(0.16666518f))")]
    [InlineData("random/normals/float", Algebra + "Elementary/Log.cs", "Broadcast(0.33333313f)", "Broadcast(float.BitIncrement(0.33333313f))")]
    [InlineData("elementary/tanh/float", Algebra + "Elementary/Tanh.cs", "0.5269675f, 0.7136246f", "0.5269676f, 0.7136246f")]
    [InlineData("elementary/tanh/double", Algebra + "Elementary/Tanh.cs", "Broadcast(-0.3333333333333293)", "Broadcast(double.BitIncrement(-0.3333333333333293))")]
    [InlineData("elementary/softplus/float", Algebra + "Elementary/Softplus.cs", "Log.Single.Sum(f, TLanes.SelectLess(half, u, one, TLanes.Zero), c)", "Log.Single.Sum(f, TLanes.SelectLess(half, u, one, TLanes.Zero), TLanes.Zero)")]
    [InlineData("elementary/erf/double", Algebra + "Elementary/Erf.cs", "Broadcast(0.1283791670955126)", "Broadcast(double.BitIncrement(0.1283791670955126))")]
    [InlineData("elementary/power/double", Algebra + "Elementary/Power.cs", "return e * PowerOfTwo(half)", "return double.BitIncrement(e) * PowerOfTwo(half)")]
    [InlineData("vectors/reductions/float", Algebra + "Vectors/Reduction.cs", "TLanes.SumTree((s0 + s1) + (s2 + s3))", "TLanes.SumTree(((s0 + s1) + s2) + s3)")]
    [InlineData("vectors/reductions/float", Algebra + "Vectors/Axpy.cs", "TLanes.FusedMultiplyAdd(factor, TLanes.Load(x + i), TLanes.Load(y + i))", "(factor * TLanes.Load(x + i)) + TLanes.Load(y + i)")]
    [InlineData("gemm/nn/float", Algebra + "Gemm/Kernels/OuterProduct.cs", "TLanes.Accumulate(ref c0, a_, b0)", "c0 = (a_ * b0) + c0")]
    [InlineData("gemm/nn/float", Algebra + "Gemm/Kernels/PackedOuterProduct.cs", "b0 = TLanes.Load(b + step)", "b0 = TLanes.Load(b + step) * TLanes.Broadcast(T.BitIncrement(T.One))")]
    [InlineData("gemm/nn/float", Algebra + "Gemm/Kernels/DirectTile.cs", "TLastLanes.Accumulate(ref cLast, xLast, bLast)", "cLast = (xLast * bLast) + cLast")]
    [InlineData("gemm/thin/float", Algebra + "Gemm/Kernels/InnerProductTile.cs", "TLanes.Accumulate(ref s0, x, y0)", "s0 = (x * y0) + s0")]
    [InlineData("gemm/thin/float", Algebra + "Gemm/Gemv.cs", "Store(i, TLanes.SumTree(s0))", "Store(i, T.BitIncrement(TLanes.SumTree(s0)))")]
    [InlineData("cholesky/float", Algebra + "Orthogonal/Cholesky.cs", "T root = T.Sqrt(pivot)", "T root = T.BitIncrement(T.Sqrt(pivot))")]
    [InlineData("svd/vectors/5x7/float", Algebra + "Orthogonal/HouseholderReflector.cs", "T norm = T.Sqrt(Fused.MultiplyAdd(alpha, alpha, tail))", "T norm = T.BitIncrement(T.Sqrt(Fused.MultiplyAdd(alpha, alpha, tail)))")]
    [InlineData("svd/values/7x5/double", Algebra + "Svd/BidiagonalBisection.cs", "values[i] = Math.ScaleB(values[i], exponent)", "values[i] = Math.BitIncrement(Math.ScaleB(values[i], exponent))")]
    [InlineData("svd/values/64x64/float", Algebra + "Svd/BulgeChasing.cs", "TLanes.Accumulate(ref sum, TLanes.Load(row + width), u1)", "sum = (TLanes.Load(row + width) * u1) + sum")]
    [InlineData("svd/vectors/90x61/float", Algebra + "Svd/GivensRotation.cs", "s = g / r;", "s = Math.BitIncrement(g / r);")]
    [InlineData("svd/vectors/90x61/float", Algebra + "Svd/RotationBatch.cs", "TLanes.Store(row, TLanes.FusedMultiplyAdd(plus, y0, c * x0))", "TLanes.Store(row, (plus * y0) + (c * x0))")]
    [InlineData("svd/projections/120x80/double", Algebra + "Svd/SecularEquation.cs", "TLanes.Store(Shift + i, shift)", "TLanes.Store(Shift + i, shift * TLanes.Broadcast(Math.BitIncrement(1.0)))")]
    [InlineData("optimisers/adam/float", Training + "Optimisers/AdamUpdate.cs", "TLanes.FusedMultiplyAdd(TLanes.Broadcast(_oneMinusBeta2) * gradient, gradient,", "TLanes.FusedMultiplyAdd(gradient * gradient, TLanes.Broadcast(_oneMinusBeta2),")]
    [InlineData("optimisers/sgd/float", Training + "Optimisers/SgdUpdate.cs", "TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusRate), first, value)", "(TLanes.Broadcast(_minusRate) * first) + value")]
    [InlineData("run/momentum-decay-steplr/float", Training + "Schedules/StepRate.cs", "_rate *= _factor", "_rate = Math.BitIncrement(_rate * _factor)")]
    [InlineData("spectra/power-law", Spectra + "PowerLaw/PowerLawTail.cs", "_alphas[i] = s[i] > 0 ? 1 + ((count - i) / sum)", "_alphas[i] = s[i] > 0 ? Math.BitIncrement(1 + ((count - i) / sum))")]
    [InlineData("spectra/laws", Spectra + "Density/MarchenkoPastur.cs", "return Math.Min(1, sum * step / 18)", "return Math.Min(1, sum / 18 * step)")]
    public void OneRoundingChanged_IsFoundAndNamed(string workload, string file, string original, string mutant) =>
        Assert.Equal(workload, program.FirstDifference(file, original, mutant));

    [ExhaustiveTheory(Needs = SimdLevel.Vector512)]
    [InlineData("gemm/nn/float", Algebra + "Gemm/Kernels/LastColumn.cs", "Lanes512<float>.Accumulate(ref sum, a3, b3)", "sum = (a3 * b3) + sum")]
    [InlineData("gemm/long-sums/float", Algebra + "Gemm/Kernels/InnerProductColumns.cs", "(float*)(a + strideA)), rows);", "(float*)(a + strideA)), rows) * Vector512.Create(float.BitIncrement(1f));")]
    [InlineData("gemm/long-sums/double", Algebra + "Gemm/Kernels/InnerProductRows.cs", "Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y)", "Avx512F.UnpackLow(x, y) + (Avx512F.UnpackHigh(x, y) * Vector512.Create(double.BitIncrement(1.0)))")]
    public void OneRoundingChangedAtLevel512_IsFoundAndNamed(string workload, string file, string original, string mutant) =>
        Assert.Equal(workload, program.FirstDifference(file, original, mutant));
}
