using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>The decomposition of the projected matrix B of a Lanczos factorisation, in double, its memory reused over restarts.</summary>
internal sealed class SmallSvd(int capacity) : IDisposable
{
    private readonly Matrix<double> _b = new(capacity, capacity);
    private readonly double[] _s = new double[capacity];
    private readonly Workspace _workspace = new();
    private int _order;

    /// <summary>Left vectors in columns.</summary>
    public Matrix<double> U { get; } = new(capacity, capacity);

    /// <summary>Right vectors in rows.</summary>
    public Matrix<double> Vt { get; } = new(capacity, capacity);

    /// <summary>Values, descending.</summary>
    public ReadOnlySpan<double> S => _s.AsSpan(0, _order);

    /// <summary>Decomposes the present B.</summary>
    /// <exception cref="ArithmeticException">The iteration did not converge.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Decompose<T>(GolubKahanLanczos<T> lanczos)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = _order = lanczos.Steps;
        for (int i = 0; i < j; i++)
        {
            for (int k = 0; k < j; k++)
            {
                _b[i, k] = lanczos.B(i, k);
            }
        }

        SvdStatus status = Svd.Full(
            _b.View.Slice(0, 0, j, j), U.View.Slice(0, 0, j, j), _s.AsSpan(0, j), Vt.View.Slice(0, 0, j, j), _workspace, ThreadTeam.Single);
        if (status != SvdStatus.Converged)
        {
            throw new ArithmeticException($"the projected matrix of order {j}: {status}");
        }
    }

    /// <summary>How many of the first k triplets have |C^T p| within the tolerance, C the coupling to the next block.</summary>
    public int Converged<T>(GolubKahanLanczos<T> lanczos, int k, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Relative to the largest value: squares of 2^600 or 2^-600 would leave the range.
        double scale = _s[0] > 0 ? _s[0] : 1;
        int count = 0;
        for (int i = 0; i < Math.Min(k, _order); i++)
        {
            double squares = 0;
            for (int l = 0; l < lanczos.NextWidth; l++)
            {
                double sum = 0;
                for (int j = 0; j < _order; j++)
                {
                    sum += lanczos.B(j, _order + l) * U[j, i];
                }

                squares += sum / scale * (sum / scale);
            }

            count += Math.Sqrt(squares) <= tolerance ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _b.Dispose();
        U.Dispose();
        Vt.Dispose();
        _workspace.Dispose();
    }
}
