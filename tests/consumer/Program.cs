using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

// A matrix of independent normal numbers: its spectrum follows the Marchenko-Pastur law.
using ThreadTeam team = new(2);
using Matrix<float> w = new(300, 200);
new RandomStream(seed: 1, "weights").Normals(w.Span);

float[] values = Svd.Values<float>(w.Span2D, new SvdOptions { Team = team });
using SvdResult<float> svd = Svd.Compute<float>(w.Span2D, new SvdOptions { Team = team });
using TopTripletsResult<float> largest = TopTriplets.Compute(new DenseOperator<float>(w), 3, new TopTripletsOptions { Team = team });
Console.WriteLine($"largest singular value {values[0]}, of U S V^T {svd.S[0]}, by Lanczos {largest.S[0]}");

double[] wide = Array.ConvertAll(values, value => (double)value);
EmpiricalSpectralDensity density = new(wide);
Console.WriteLine($"distance from Marchenko-Pastur {new MarchenkoPastur(300, 200).Distance(density.Eigenvalues)}");
Console.WriteLine($"power-law exponent {new PowerLawTail(wide).KolmogorovSmirnov().Alpha}");

// C = A B on the same threads.
using Matrix<float> gram = new(200, 200);
Gemm.Multiply(1f, w.View.Transposed, w.View, 0f, gram.View, team);

// One run of the paper's experiment, smaller.
ExperimentConfiguration configuration = new() { N = 100, NTest = 20, D = 30, H = 40, NumEpochs = 5, ProbeFreqSteps = 5, Lr = 0.1 };
RunResult run = ExperimentRun.Execute(configuration, new RunOptions { Threads = 2 });
Console.WriteLine($"test loss {run.Probes[0][Metric.TestLoss]} -> {run.Probes[^1][Metric.TestLoss]}");
