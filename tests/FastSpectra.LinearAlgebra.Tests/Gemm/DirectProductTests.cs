using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Small products without packing have the bits of the loops that pack, on every tile.</summary>
public unsafe class DirectProductTests
{
    [Theory]
    [MemberData(nameof(GemmTests.Tiles), MemberType = typeof(GemmTests))]
    public void Product_HasTheBitsOfThePackedOne(string tile) => GemmTests.WithTile(tile, () =>
    {
        // With 512 bits, 1 to 8 (4) columns left over are computed in half registers: 4, 8, 17, 20, 65, 100 have them, 25, 49, 127 do not.
        (int M, int N, int K)[] shapes = [(2, 2, 1), (8, 8, 8), (9, 17, 3), (65, 65, 65), (100, 100, 100), (128, 127, 256), (127, 128, 255), (7, 49, 30), (3, 33, 256), (8, 4, 9), (5, 20, 7), (16, 25, 16), (16, 16, 16), (9, 12, 5), (8, 3, 4), (3, 81, 40)];
        foreach ((int m, int n, int k) in shapes)
        {
            Assert.True(DirectProduct<float>.Applies(m, n, k));
            // With beta = 0 the last vector overlaps the one before, else it is read and written in part.
            foreach (double beta in new[] { 0, 0.75 })
            {
                Check<float>(m, n, k, (float)beta, TileTable.Selected);
                Check<double>(m, n, k, beta, TileTable.Selected);
            }
        }
    });

    private static void Check<T>(int m, int n, int k, T beta, TileName tile)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            using TestMatrix<T> a = GemmTests.Random<T>(m, k, order, 1);
            using TestMatrix<T> b = GemmTests.Random<T>(k, n, StorageOrder.RowsWithGap, 2);
            using TestMatrix<T> c = GemmTests.Random<T>(m, n, StorageOrder.RowsWithGap, 3);
            using TestMatrix<T> expected = GemmTests.Random<T>(m, n, StorageOrder.RowsWithGap, 3);
            int nan = c.CountNaN();
            DirectProduct<T>.Multiply(tile, T.One, a.View, b.View, beta, c.View);
            GemmPlan<T> plan = new() { A = a.View, B = b.View, C = expected.View, Alpha = T.One, Beta = beta };
            Gemm.Run(ref plan, tile, ThreadTeam.Single);
            Assert.Equal(GemmTests.Bits(expected.View), GemmTests.Bits(c.View));
            Assert.Equal(nan, c.CountNaN());
        }
    }
}
