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
}
