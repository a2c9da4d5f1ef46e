using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>The tile that products use now, on one panel of A and one of B that fill three quarters of the first-level cache together, random numbers.</summary>
internal sealed unsafe class CeilingTile<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TileName _name = TileTable.Selected;
    private readonly Matrix<T> _a;
    private readonly Matrix<T> _b;
    private readonly Matrix<T> _c;

    public CeilingTile()
    {
        Shape shape = default;
        TileTable.Run<T, Shape>(_name, ref shape);
        int steps = (int)(CacheSizes.FirstLevel * 3 / 4 / sizeof(T) / (shape.Rows + shape.Columns)) / 16 * 16;
        _a = Random(steps, shape.Rows);
        _b = Random(steps, shape.Columns);
        _c = new Matrix<T>(shape.Rows, shape.Columns);
        Flops = 2.0 * steps * shape.Rows * shape.Columns;
    }

    /// <summary>Operations of one tile.</summary>
    public double Flops { get; }

    /// <summary>Computes the tile so many times.</summary>
    public void Repeat(long times)
    {
        Tiles tiles = new() { A = _a.View, B = _b.View, C = _c.View, Times = times };
        TileTable.Run<T, Tiles>(_name, ref tiles);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private static Matrix<T> Random(int rows, int columns)
    {
        Matrix<T> matrix = new(rows, columns);
        new RandomStream(1, $"tile {columns}").Normals(matrix.Span);
        return matrix;
    }

    private struct Shape : ITileConsumer<T>
    {
        public int Rows;
        public int Columns;

        public void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            Rows = TTile.Rows;
            Columns = TTile.Vectors * TTile.Lanes;
        }
    }

    private struct Tiles : ITileConsumer<T>
    {
        public MatrixView<T> A;
        public MatrixView<T> B;
        public MatrixView<T> C;
        public long Times;

        public readonly void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            TileOperands<T> x = new()
            {
                K = A.Rows,
                StrideA = A.Columns,
                StrideB = B.Columns,
                RowStrideC = C.Columns,
                Alpha = T.One,
            };
            for (long i = 0; i < Times; i++)
            {
                TTile.Run(TTile.Rows, TTile.Vectors, x, A.Data, B.Data, C.Data);
            }
        }
    }
}
