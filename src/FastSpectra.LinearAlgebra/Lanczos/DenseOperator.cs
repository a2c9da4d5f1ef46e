using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A stored matrix as an operator; 2mn flops per product. The caller keeps the matrix alive. One caller at a time.</summary>
public sealed unsafe class DenseOperator<T>(Matrix<T> matrix) : INormalOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With 8 vectors a pass over A takes as long to compute as to read from memory; more only cost flops. What stays in a third-level cache
    // is read as fast as 4 are computed, and smaller blocks need fewer products. Both shape results.
    private const int VectorsPerPass = 8;
    private const int VectorsPerCachedPass = 4;
    private const long CachedBytes = 24 << 20;

    private T[] _scratch = [];

    /// <inheritdoc/>
    public int Rows => matrix.Rows;

    /// <inheritdoc/>
    public int Columns => matrix.Columns;

    /// <inheritdoc/>
    public int BlockSize => (long)Rows * Columns * sizeof(T) <= CachedBytes ? VectorsPerCachedPass : VectorsPerPass;

    /// <summary>The matrix.</summary>
    internal Matrix<T> Matrix => matrix;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => Gemv.Multiply(T.One, matrix.View, x, T.Zero, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) =>
        Gemv.Multiply(T.One, matrix.View.Transposed, y, T.Zero, x, team);

    /// <inheritdoc/>
    public void Multiply(MatrixView<T> x, MatrixView<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Check(x, y, default);
        Run(x, y, default, default, team);
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(MatrixView<T> y, MatrixView<T> x, ThreadTeam team)
    {
        Check(x, y, default);
        Gemm.Multiply(T.One, y, matrix.View, T.Zero, x, team);
    }

    /// <inheritdoc/>
    public void MultiplyNormal(MatrixView<T> x, MatrixView<T> y, MatrixView<T> z, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Check(x, y, z);
        Run(x, y, y, z, team);
    }

    /// <inheritdoc/>
    public void MultiplyBoth(MatrixView<T> x, MatrixView<T> y, MatrixView<T> w, MatrixView<T> z, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Check(x, y, z);
        Check(x, w, z);
        Run(x, y, w, z, team);
    }

    // No more than 8 at a time: the kernel keeps 8 sums per row.
    private void Run(MatrixView<T> x, MatrixView<T> y, MatrixView<T> w, MatrixView<T> z, ThreadTeam team)
    {
        long scratch = NormalProduct<T>.Scratch(Rows, Columns, Math.Min(x.Rows, VectorsPerPass));
        if (_scratch.Length < scratch)
        {
            _scratch = GC.AllocateUninitializedArray<T>(checked((int)scratch));
        }

        for (int first = 0; first < x.Rows; first += VectorsPerPass)
        {
            int count = Math.Min(VectorsPerPass, x.Rows - first);
            fixed (T* memory = _scratch)
            {
                bool both = z.Rows > 0;
                NormalProduct<T> product = new(
                    matrix.View,
                    x.Slice(first, 0, count, Columns),
                    y.Slice(first, 0, count, Rows),
                    both ? w.Slice(first, 0, count, Rows) : default,
                    both ? z.Slice(first, 0, count, Columns) : default,
                    memory);
                team.Run(ref product);
            }
        }
    }

    private void Check(MatrixView<T> x, MatrixView<T> y, MatrixView<T> z)
    {
        if (x.Columns != Columns || y.Columns != Rows || y.Rows != x.Rows || (z.Rows > 0 && (z.Rows != x.Rows || z.Columns != Columns)))
        {
            throw new ArgumentException($"A is {Rows}x{Columns}, x is {x.Rows}x{x.Columns}, y {y.Rows}x{y.Columns}, z {z.Rows}x{z.Columns}");
        }
    }
}
