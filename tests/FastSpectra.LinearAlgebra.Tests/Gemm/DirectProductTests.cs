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

    [Theory]
    [MemberData(nameof(GemmTests.Tiles), MemberType = typeof(GemmTests))]
    public void OneColumnMoreThanVectors_HasTheBitsOfThePackedProduct(string tile) => GemmTests.WithTile(tile, () =>
    {
        // With 512 bits that column has a kernel of its own, by blocks of 16 rows and of 4 steps, whole and overlapping; C is updated once.
        foreach (int n in new[] { 17, 33, 65, 113 })
        {
            foreach (int m in new[] { 15, 16, 17, 31, 32, 33, 65, 127, 128 })
            {
                foreach (int k in new[] { 3, 4, 5, 6, 7, 8, 65, 256 })
                {
                    if (DirectProduct<float>.Applies(m, n, k))
                    {
                        Check(m, n, k, 0f, TileTable.Selected);
                        Check(m, n, k, 1f, TileTable.Selected);
                        Check(m, n, k, -0.75f, TileTable.Selected);
                    }
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(GemmTests.Tiles), MemberType = typeof(GemmTests))]
    public void FourVectors_HaveTheBitsOfThePackedProduct(string tile) => GemmTests.WithTile(tile, () =>
    {
        for (int m = 2; m <= 20; m++)
        {
            foreach (int n in new[] { 25, 32, 61, 64, 100, 128 })
            {
                Check(m, n, 9, 0f, TileTable.Selected);
                Check(m, n, 9, 0.75f, TileTable.Selected);
                Check(m, n, 9, 0.0, TileTable.Selected);
                Check(m, n, 9, 0.75, TileTable.Selected);
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
            T alpha = T.CreateTruncating(0.7);
            DirectProduct<T>.Multiply(tile, alpha, a.View, b.View, beta, c.View);
            GemmPlan<T> plan = new() { A = a.View, B = b.View, C = expected.View, Alpha = alpha, Beta = beta };
            Gemm.Run(ref plan, tile, ThreadTeam.Single);
            Assert.Equal(GemmTests.Bits(expected.View), GemmTests.Bits(c.View));
            Assert.Equal(nan, c.CountNaN());
        }
    }
}
