using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads of what is measured on spectra: power laws, laws of random matrices, alignments and overlaps.</summary>
internal static class SpectraWorkloads
{
    public static IEnumerable<GoldenWorkload> All =>
    [
        new("spectra/power-law", true, (output, _) =>
        {
            // Half-normal values with a power-law tail, one tie and more of them than a block of distances.
            double[] s = GoldenInputs.Normals<double>("s", 700);
            for (int i = 0; i < s.Length; i++)
            {
                s[i] = Math.Abs(s[i]) + (40.0 / (i + 1));
            }

            s[4] = s[5];
            PowerLawTail tail = new(s);
            output.Add("alphas", tail.Alphas);
            PowerLawFit hill = tail.Hill();
            PowerLawFit ks = tail.KolmogorovSmirnov();
            output.Add("fits", [hill.Alpha, hill.Start, ks.Alpha, ks.Start, ks.Distance]);
        }),
        new("spectra/kernel-laws", false, (output, _) =>
        {
            KernelLawSizes sizes = new(40, 30, 20);
            List<double> values = [];
            foreach (KernelLaw law in (KernelLaw[])[KernelLaw.OfConjugateKernel(sizes, 1, 0.93), KernelLaw.OfTangentKernel(sizes, 1, 0.93, 1.18, true)])
            {
                values.AddRange([law.LowerEdge, law.UpperEdge, law.Mass, law.AtomMass]);
                for (int i = 1; i <= 20; i++)
                {
                    double x = law.UpperEdge * i / 21;
                    (double re, double im, StieltjesStatus status) = law.Stieltjes(x, 0.01);
                    values.AddRange([law.Density(x), law.Cumulative(x), re, im, (int)status]);
                }
            }

            output.Add("laws", [.. values]);
        }),
        Kernels<float>("float"),
        Kernels<double>("double"),
        new("spectra/laws", true, (output, _) =>
        {
            MarchenkoPastur law = new(120, 70);
            BbpTransition transition = new(120, 70);
            List<double> values = [];
            for (int i = -40; i <= 40; i++)
            {
                double x = law.LowerEdge + ((law.UpperEdge - law.LowerEdge) * (i + 40) / 80);
                values.AddRange([law.Density(x), law.Cumulative(x), TracyWidom.CumulativeStandard(i / 8.0), transition.LargestValue(i + 41), transition.LeftOverlap(i + 41)]);
            }

            output.Add("laws", [.. values]);
        }),
        Weights<float>("float"),
        Weights<double>("double"),
    ];

    private static GoldenWorkload Weights<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"spectra/weights-and-overlaps/{type}", true, (output, team) =>
        {
            using Matrix<T> w = GoldenInputs.NormalMatrix<T>("w", 90, 70);
            using Matrix<T> m = GoldenInputs.NormalMatrix<T>("m", 90, 70);
            using Workspace workspace = new();
            WeightSpectrum spectrum = WeightSpectrum.Of<T>(w, GoldenInputs.Normals<T>("beta", 70), workspace, team);
            output.Add("s", spectrum.SingularValues);
            output.Add("projections", spectrum.RightProjections);
            output.Add("norm", [spectrum.FrobeniusNorm]);
            using SingularVectors ofW = SingularVectors.Of(w, workspace, team);
            using SingularVectors ofM = SingularVectors.Of(m, workspace, team);
            using SingularVectorOverlaps overlaps = SingularVectorOverlaps.Of(ofW, ofM, team);
            output.Add("left", overlaps.Left);
            output.Add("right", overlaps.Right);
        });

    // 600 samples take two blocks of the operator.
    private static GoldenWorkload Kernels<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"spectra/kernels/{type}", true, (output, team) =>
        {
            const int n = 600;
            using Matrix<T> x = GoldenInputs.NormalMatrix<T>("x", n, 12), b = GoldenInputs.NormalMatrix<T>("b", n, 18), z = GoldenInputs.NormalMatrix<T>("z", n, 18);
            T[] y = GoldenInputs.Normals<T>("y", n), image = new T[n];
            using TangentKernelOperator<T> product = new(x, b, z);
            product.Multiply(y, image, team);
            output.Add<T>("product", image);
            MatrixView<T> few = x.View.Slice(0, 0, 60, 12), fewB = b.View.Slice(0, 0, 60, 18), fewZ = z.View.Slice(0, 0, 60, 18);
            using Matrix<double> kernel = TangentKernel.Of(few, fewB, fewZ, team);
            output.Add("kernel", kernel);
            using Workspace workspace = new();
            foreach (KernelSpectrum spectrum in (KernelSpectrum[])[KernelSpectrum.OfMatrix<T>(kernel, y.AsSpan(0, 60), workspace, team), KernelSpectrum.OfFeatures<T>(fewZ, y.AsSpan(0, 60), workspace, team)])
            {
                output.Add("eigenvalues", spectrum.Eigenvalues);
                output.Add("alignments", [spectrum.TargetAlignment, spectrum.LeadingAlignment]);
            }
        });
}
