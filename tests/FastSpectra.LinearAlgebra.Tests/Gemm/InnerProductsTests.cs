using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Products of few long rows and columns: the lanes and tree of Gemv at every level, storage order and number of threads.</summary>
public unsafe class InnerProductsTests
{
    [Theory]
    [InlineData(2, 2, 256)]
    [InlineData(3, 5, 257)]
    [InlineData(5, 3, 511)]
    [InlineData(8, 8, 271)]
    [InlineData(6, 7, 1040)]
    [InlineData(4, 4, 1000)]
    public void EveryStorageOrder_HasTheBitsOfTheLoops(int m, int n, int k)
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (StorageOrder a in Enum.GetValues<StorageOrder>())
            {
                foreach (StorageOrder b in Enum.GetValues<StorageOrder>())
                {
                    Compare<float>(m, n, k, a, b, StorageOrder.RowsWithGap, 1.5, 0);
                    Compare<double>(m, n, k, a, b, StorageOrder.Columns, -0.5, 0.75);
                    Compare<float>(m, n, k, a, b, StorageOrder.Rows, 1, 0.5);
                    Compare<double>(m, n, k, a, b, StorageOrder.Rows, 1, 1);
                }
            }
        }
    }

    [Fact]
    public void SumsBeyondTheCaches_HaveTheBitsOfTheLoops()
    {
        const int k = 130_003;
        Compare<float>(8, 7, k, StorageOrder.Rows, StorageOrder.Columns, StorageOrder.Rows, 1, 0);
        Compare<double>(5, 8, k, StorageOrder.Rows, StorageOrder.Columns, StorageOrder.Rows, 1, 1);
        Compare<double>(4, 3, k, StorageOrder.Rows, StorageOrder.Columns, StorageOrder.Columns, 1, 1);
    }

    [Fact]
    public void NeighboursOfTheRule_FollowTheRuleOfBlocks()
    {
        foreach ((int m, int n, int k) in new[] { (9, 8, 300), (8, 9, 300), (8, 8, 255) })
        {
            Compare<float>(m, n, k, StorageOrder.Rows, StorageOrder.Columns, StorageOrder.Rows, 1, 1);
            Compare<double>(m, n, k, StorageOrder.Columns, StorageOrder.Rows, StorageOrder.Rows, 1, 1);
        }
    }

    [Fact]
    public void AllShapes_OfSmallIntegers_AreExact()
    {
        for (int m = 2; m <= 8; m++)
        {
            for (int n = 2; n <= 8; n++)
            {
                using TestMatrix<float> a = new(m, 300, StorageOrder.Columns, (i, j) => ((i * 31) + (j * 17)) % 15 - 7);
                using TestMatrix<float> b = new(300, n, StorageOrder.Rows, (i, j) => ((i * 13) + (j * 29)) % 11 - 5);
                using TestMatrix<float> c = new(m, n, StorageOrder.RowsWithGap, (_, _) => float.NaN);
                Gemm.Multiply(1f, a.View, b.View, 0f, c.View, ThreadTeam.Single);
                for (int i = 0; i < m; i++)
                {
                    for (int j = 0; j < n; j++)
                    {
                        int sum = 0;
                        for (int p = 0; p < 300; p++)
                        {
                            sum += (int)a.View[i, p] * (int)b.View[p, j];
                        }

                        Assert.Equal(sum, c.View[i, j]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Error_IsBelowTheBoundOfTheRule_AndABrokenProductIsNot()
    {
        const int k = 20000;
        const double tolerance = 6e-8 * ((k / 16) + 6);
        using TestMatrix<float> a = GemmTests.Random<float>(7, k, StorageOrder.Rows, 1);
        using TestMatrix<float> b = GemmTests.Random<float>(k, 5, StorageOrder.Rows, 2);
        using TestMatrix<float> c = GemmTests.Random<float>(7, 5, StorageOrder.Rows, 3);
        Gemm.Multiply(1f, a.View, b.View, 0f, c.View, ThreadTeam.Single);
        Assert.True(GemmOracle.LargestError(a.View, b.View, c.View) <= tolerance);
        c.View[6, 4] += 1;
        Assert.False(GemmOracle.LargestError(a.View, b.View, c.View) <= tolerance);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(266)]
    public void NegativeZeros_OfUnderflow_HaveTheSameSignEverywhere(int k)
    {
        string? first = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
            {
                using TestMatrix<float> a = new(3, k, order, (_, _) => -1e-30f);
                using TestMatrix<float> b = new(k, 5, order, (_, _) => 1e-30f);
                using TestMatrix<float> c = new(3, 5, StorageOrder.Rows, (_, _) => 1f);
                Gemm.Multiply(1f, a.View, b.View, 0f, c.View, ThreadTeam.Single);
                string bits = GemmTests.Bits(c.View);
                first ??= bits;
                Assert.Equal(first, bits);
            }
        }
    }

    [Theory]
    [InlineData(2, 3, 256)]
    [InlineData(8, 8, 263)]
    [InlineData(5, 6, 1025)]
    public void NothingBehindABuffer_IsTouched(int m, int n, int k)
    {
        if (!GuardedMemory.IsSupported)
        {
            return;
        }

        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            Guarded<float>(m, n, k);
            Guarded<double>(m, n, k);
        }
    }

    [Fact]
    public void WarmProduct_AllocatesNothing()
    {
        using ThreadTeam team = new(2);
        using Matrix<float> a = new(50000, 8);
        using Matrix<float> c = new(8, 8);
        Gemm.Multiply(1f, a.View.Transposed, a.View, 0f, c.View, team);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Gemm.Multiply(1f, a.View.Transposed, a.View, 0f, c.View, team);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Guarded<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedMemory memoryA = new(m * k * sizeof(T));
        using GuardedMemory memoryB = new(k * n * sizeof(T));
        using GuardedMemory memoryC = new(m * n * sizeof(T));
        T* a = (T*)memoryA.Start;
        T* b = (T*)memoryB.Start;
        MatrixView<T> c = new((T*)memoryC.Start, m, n, n);
        Gemm.Multiply(T.One, new MatrixView<T>(a, m, k, k), new MatrixView<T>(b, k, n, 1, k), T.One, c, ThreadTeam.Single);
        Gemm.Multiply(T.One, new MatrixView<T>(a, m, k, 1, m), new MatrixView<T>(b, k, n, n), T.Zero, c, ThreadTeam.Single);
    }

    private static void Compare<T>(int m, int n, int k, StorageOrder orderA, StorageOrder orderB, StorageOrder orderC, double alpha, double beta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using TestMatrix<T> a = GemmTests.Random<T>(m, k, orderA, 1);
        using TestMatrix<T> b = GemmTests.Random<T>(k, n, orderB, 2);
        using TestMatrix<T> c = GemmTests.Random<T>(m, n, orderC, 3);
        using TestMatrix<T> expected = GemmTests.Random<T>(m, n, orderC, 3);
        Gemm.Multiply(T.CreateChecked(alpha), a.View, b.View, T.CreateChecked(beta), c.View, ThreadTeam.Single);
        GemmOracle.Multiply(T.CreateChecked(alpha), a.View, b.View, T.CreateChecked(beta), expected.View);
        Assert.Equal(GemmTests.Bits(expected.View), GemmTests.Bits(c.View));
    }
}
