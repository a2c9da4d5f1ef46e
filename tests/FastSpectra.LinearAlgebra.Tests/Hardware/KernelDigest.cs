using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// The SHA-256 of what the elementary functions, reductions, random streams and fused multiply-adds compute from fixed inputs.
/// The test assembly prints it when started as a program, so that a test can run it with instructions switched off.
/// </summary>
internal static class KernelDigest
{
    /// <summary>What the runtime offers, then the digest.</summary>
    public static int Main()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"v512={Vector512.IsHardwareAccelerated} v256={Vector256.IsHardwareAccelerated} avx2={Avx2.IsSupported} fma={Fma.IsSupported} level={InstructionSet.Level} {Compute()}"));
        return 0;
    }

    public static string Compute()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        double[] x = ElementaryFunctions.Inputs(2000);
        float[] single = Array.ConvertAll(x, v => (float)v);
        foreach (string name in ElementaryFunctions.Names)
        {
            double[] y = new double[x.Length];
            float[] ySingle = new float[x.Length];
            ElementaryFunctions.Apply<double>(name)(x, y);
            ElementaryFunctions.Apply<float>(name)(single, ySingle);
            Append(hash, y);
            Append(hash, Array.ConvertAll(ySingle, v => (double)v));
        }

        RandomStream stream = new(42, "digest");
        double[] normals = new double[20011];
        float[] normalSingles = new float[20011];
        stream.Normals(normals.AsSpan(), 5);
        stream.Normals(normalSingles.AsSpan(), 7);
        Append(hash, normals);
        Append(hash, [Dot.Of<double>(normals, normals), Norm2.Of<double>(normals), Sum.Of<double>(normals), MaxAbs.Of<double>(normals)]);
        Append(hash, [Dot.Of<float>(normalSingles, normalSingles), Sum.Of<float>(normalSingles), MixedDot.Of(normalSingles, normalSingles)]);
        Append(hash, [.. normals.Take(3000).Select((v, i) => Fused.MultiplyAdd(v, normals[i + 1], -v * normals[i + 1]))]);
        Append(hash, [.. normalSingles.Take(3000).Select((v, i) => (double)Fused.MultiplyAdd(v, normalSingles[i + 1], -v * normalSingles[i + 1]))]);
        Append(hash, [.. normals.Take(500).Select((v, i) => Power.Of(Math.Abs(v), 20 * normals[i + 500]))]);
        Append(hash, [.. stream.Permutation(1000, 3).Select(v => (double)v)]);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, double[] values)
    {
        // One NaN: sign and payload are the hardware's.
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.IsNaN(values[i]) ? double.NaN : values[i];
        }

        hash.AppendData(MemoryMarshal.AsBytes<double>(values));
    }
}
