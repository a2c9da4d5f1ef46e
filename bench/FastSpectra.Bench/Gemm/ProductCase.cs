using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>One product on random data, computed by both sides: C = op(A) op(B) + beta C, or C = A A^T (form SYRK).</summary>
internal sealed unsafe class ProductCase<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _a;
    private readonly Matrix<T> _b;
    private readonly Matrix<T> _c;
    private readonly Matrix<T> _peerC;
    private readonly bool _transposedA;
    private readonly bool _transposedB;
    private readonly bool _symmetric;
    private readonly T _beta;
    private readonly int _k;
    private readonly ProductPeer _peer;

    public ProductCase(string form, int m, int n, int k, bool addToC, ProductPeer peer = ProductPeer.OpenBlas)
    {
        _peer = peer;
        _symmetric = form == "SYRK";
        _transposedA = form[0] == 'T';
        _transposedB = form[1] == 'T';
        _beta = addToC ? T.One : T.Zero;
        _k = k;
        _a = Random(_transposedA ? k : m, _transposedA ? m : k, 1);
        _b = _symmetric ? new Matrix<T>(0, 0) : Random(_transposedB ? n : k, _transposedB ? k : n, 2);
        _c = new Matrix<T>(m, n);
        _peerC = new Matrix<T>(m, n);
        Flops = (_symmetric ? 1.0 : 2.0) * m * n * k;
    }

    public double Flops { get; }

    public void Ours(ThreadTeam team)
    {
        MatrixView<T> a = _transposedA ? _a.View.Transposed : _a.View;
        if (_symmetric)
        {
            Syrk.Multiply(T.One, a, _beta, _c.View, team);
        }
        else
        {
            Gemm.Multiply(T.One, a, _transposedB ? _b.View.Transposed : _b.View, _beta, _c.View, team);
        }
    }

    public void Peer()
    {
        int opA = _transposedA ? OpenBlas.Transpose : OpenBlas.NoTranspose;
        int opB = _transposedB ? OpenBlas.Transpose : OpenBlas.NoTranspose;
        int m = _c.Rows;
        int n = _c.Columns;
        if (typeof(T) == typeof(float))
        {
            float beta = float.CreateChecked(_beta);
            float* a = (float*)_a.Pointer;
            float* c = (float*)_peerC.Pointer;
            if (_symmetric)
            {
                OpenBlas.Syrk(OpenBlas.RowMajor, OpenBlas.Lower, opA, n, _k, 1, a, _a.Columns, beta, c, n);
            }
            else if (_peer == ProductPeer.Blis)
            {
                Blis.Gemm(OpenBlas.RowMajor, opA, opB, m, n, _k, 1, a, _a.Columns, (float*)_b.Pointer, _b.Columns, beta, c, n);
            }
            else
            {
                OpenBlas.Gemm(OpenBlas.RowMajor, opA, opB, m, n, _k, 1, a, _a.Columns, (float*)_b.Pointer, _b.Columns, beta, c, n);
            }
        }
        else
        {
            double beta = double.CreateChecked(_beta);
            double* a = (double*)_a.Pointer;
            double* c = (double*)_peerC.Pointer;
            if (_symmetric)
            {
                OpenBlas.Syrk(OpenBlas.RowMajor, OpenBlas.Lower, opA, n, _k, 1, a, _a.Columns, beta, c, n);
            }
            else if (_peer == ProductPeer.Blis)
            {
                Blis.Gemm(OpenBlas.RowMajor, opA, opB, m, n, _k, 1, a, _a.Columns, (double*)_b.Pointer, _b.Columns, beta, c, n);
            }
            else
            {
                OpenBlas.Gemm(OpenBlas.RowMajor, opA, opB, m, n, _k, 1, a, _a.Columns, (double*)_b.Pointer, _b.Columns, beta, c, n);
            }
        }
    }

    /// <summary>Clears both results, computes both once and throws if they differ by more than rounding allows.</summary>
    public void Check(ThreadTeam team)
    {
        _c.Span.Clear();
        _peerC.Span.Clear();
        Ours(team);
        Peer();
        double tolerance = 4 * (typeof(T) == typeof(float) ? 6e-8 : 1.2e-16) * _k;
        for (int i = 0; i < _c.Rows; i++)
        {
            for (int j = 0; j < (_symmetric ? i + 1 : _c.Columns); j++)
            {
                double difference = Math.Abs(double.CreateChecked(_c.View[i, j] - _peerC.View[i, j]));
                if (!(difference <= tolerance))
                {
                    throw new InvalidOperationException($"C[{i},{j}] differs by {difference}");
                }
            }
        }
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
        _peerC.Dispose();
    }

    private static Matrix<T> Random(int rows, int columns, int seed)
    {
        Matrix<T> matrix = new(rows, columns);
        Random random = new(seed);
        foreach (ref T x in matrix.Span)
        {
            x = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return matrix;
    }
}
