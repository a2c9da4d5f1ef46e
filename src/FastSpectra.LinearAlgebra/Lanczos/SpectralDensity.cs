using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant: for a random unit start vector, sum_i w_i f(s_i) over the values s_i of B and the squared first components w_i of its right
// vectors is Gauss quadrature for v^T f(sqrt(A^T A)) v, exact for even polynomials up to degree 4 steps - 2; its mean over start vectors is
// the average of f over all n values (n - min(m, n) zeros included). Cost: 2 steps probes products with A or A^T.
// Source: Golub and Meurant, "Matrices, Moments and Quadrature" (2010), chapter 6; Ubaru, Chen and Saad (2017) for the error of the mean.

/// <summary>The distribution of the singular values of an operator by stochastic Lanczos quadrature, with standard errors.</summary>
public sealed class SpectralDensity
{
    private readonly double[][] _nodes;
    private readonly double[][] _weights;

    private SpectralDensity(double[][] nodes, double[][] weights) => (_nodes, _weights) = (nodes, weights);

    /// <summary>Number of start vectors.</summary>
    public int Probes => _nodes.Length;

    /// <summary>Quadrature nodes (singular values, descending) of one probe.</summary>
    public ReadOnlySpan<double> Nodes(int probe) => _nodes[probe];

    /// <summary>Their weights, which sum to 1.</summary>
    public ReadOnlySpan<double> Weights(int probe) => _weights[probe];

    /// <summary>Runs <paramref name="probes"/> factorisations of <paramref name="steps"/> steps.</summary>
    /// <param name="a">The operator, m x n.</param>
    /// <param name="probes">Independent start vectors, at least 2 for an error; the error falls as 1/sqrt(probes n).</param>
    /// <param name="steps">Resolution: features narrower than the spectrum over steps are blurred.</param>
    /// <param name="seed">Seed of the start vectors.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="NonFiniteMatrixException">A product with the operator is not finite.</exception>
    public static SpectralDensity Estimate<T>(ILinearOperator<T> a, int probes, int steps, ulong seed, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        double[][] nodes = new double[probes][], weights = new double[probes][];
        RandomStream random = new(seed, "spectral density");
        T[] start = new T[a.Columns];
        using GolubKahanLanczos<T> lanczos = new(a, 1, steps, seed, false, team);
        using SmallSvd small = new(lanczos.Capacity);
        for (int p = 0; p < probes; p++)
        {
            random.Normals<T>(start, (long)p * start.Length);
            lanczos.Start(start);
            while (lanczos.Expand() && lanczos.ResidualNorm > 0)
            {
            }

            small.Decompose(lanczos);
            nodes[p] = small.S.ToArray();
            weights[p] = new double[nodes[p].Length];
            for (int i = 0; i < nodes[p].Length; i++)
            {
                weights[p][i] = small.Vt[i, 0] * small.Vt[i, 0];
            }
        }

        return new SpectralDensity(nodes, weights);
    }

    /// <summary>Average of f over the n singular values, with the standard error of the mean over probes (NaN for one probe).</summary>
    public (double Mean, double StandardError) Average(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        double sum = 0, squares = 0;
        for (int p = 0; p < Probes; p++)
        {
            double value = 0;
            for (int i = 0; i < _nodes[p].Length; i++)
            {
                value += _weights[p][i] * f(_nodes[p][i]);
            }

            sum += value;
            squares += value * value;
        }

        double mean = sum / Probes;
        double variance = Math.Max(0, (squares / Probes) - (mean * mean)) * Probes / (Probes - 1);
        return (mean, Math.Sqrt(variance / Probes));
    }

    /// <summary>Fraction of singular values at most <paramref name="x"/>, with its standard error.</summary>
    public (double Mean, double StandardError) Cumulative(double x) => Average(s => s <= x ? 1 : 0);
}
