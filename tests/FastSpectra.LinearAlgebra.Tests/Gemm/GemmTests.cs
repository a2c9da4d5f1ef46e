using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>C = alpha A B + beta C: the bits of the plain loops on every tile, for every shape, storage and number of threads.</summary>
public unsafe class GemmTests
{
    private static readonly ThreadTeam s_single = ThreadTeam.Single;

    /// <summary>Tiles that this machine can run at all; a level's tile is the one that its level selects.</summary>
    public static TheoryData<string> Tiles
    {
        get
        {
            TheoryData<string> tiles = [];
            foreach (TileEntry entry in TileTable.Entries)
            {
                if (entry.Level <= InstructionSet.Best)
                {
                    tiles.Add(entry.Name.ToString());
                }
            }

            return tiles;
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void SmallIntegers_AreExact(string tile)
    {
        int[] sizes = [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 16, 23, 24, 25, 31, 47, 48, 49, 65];
        WithTile(tile, () =>
        {
            foreach (int m in sizes)
            {
                foreach (int n in sizes)
                {
                    Compare<float>(m, n, 1 + ((m * n) % 37), StorageOrder.Rows, StorageOrder.Rows, StorageOrder.Rows, 1, 0, exact: true);
                    Compare<double>(m, n, 1 + ((m * n) % 29), StorageOrder.Rows, StorageOrder.Columns, StorageOrder.Rows, 1, 1, exact: true);
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void EveryStorageOrder_HasTheBitsOfTheLoops(string tile) => WithTile(tile, () =>
    {
        StorageOrder[] orders = Enum.GetValues<StorageOrder>();
        foreach (StorageOrder a in orders)
        {
            foreach (StorageOrder b in orders)
            {
                foreach (StorageOrder c in orders)
                {
                    Compare<float>(21, 53, 37, a, b, c, 1.25, 0.75);
                    Compare<double>(13, 29, 19, a, b, c, -0.5, 0);
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Tiles))]
    public void BlocksOfK_HaveTheBitsOfTheLoops(string tile) => WithTile(tile, () =>
    {
        foreach (int k in new[] { 511, 512, 513, 1025 })
        {
            Compare<float>(20, 33, k, StorageOrder.Rows, StorageOrder.RowsWithGap, StorageOrder.Rows, 1, 0);
            Compare<float>(33, 20, k, StorageOrder.Columns, StorageOrder.Columns, StorageOrder.Columns, 0.5, 0.75);
            Compare<float>(9, 19, k, StorageOrder.Rows, StorageOrder.Rows, StorageOrder.Rows, 1.5, 0.5);
            Compare<float>(9, 19, k, StorageOrder.Columns, StorageOrder.Columns, StorageOrder.Rows, 1, 0);
        }

        foreach (int k in new[] { 255, 256, 257, 513 })
        {
            Compare<double>(20, 33, k, StorageOrder.Rows, StorageOrder.RowsWithGap, StorageOrder.Rows, 1, 0);
            Compare<double>(33, 20, k, StorageOrder.Columns, StorageOrder.Columns, StorageOrder.Columns, 0.5, 0.75);
            Compare<double>(9, 19, k, StorageOrder.Rows, StorageOrder.Rows, StorageOrder.Rows, 1.5, 0.5);
            Compare<double>(9, 19, k, StorageOrder.Columns, StorageOrder.Columns, StorageOrder.Rows, 1, 0);
        }
    });

    [Theory]
    [InlineData(70, 130, 40)]
    [InlineData(64, 300, 33)]
    [InlineData(65, 129, 60)]
    [InlineData(300, 97, 33)]
    [InlineData(130, 48, 520)]
    [InlineData(128, 96, 600)]
    [InlineData(100, 150, 1100)]
    [InlineData(192, 192, 600)]
    [InlineData(40, 65, 520)]
    [InlineData(2, 2100, 5)]
    [InlineData(2100, 2, 5)]
    [InlineData(70, 2100, 5)]
    [InlineData(2100, 130, 5)]
    public void OperandsReadInPlaceOrInSeveralBlocks_HaveTheBitsOfTheLoops(int m, int n, int k)
    {
        foreach (StorageOrder a in new[] { StorageOrder.RowsWithGap, StorageOrder.Columns })
        {
            foreach (StorageOrder b in new[] { StorageOrder.RowsWithGap, StorageOrder.Columns })
            {
                Compare<float>(m, n, k, a, b, StorageOrder.RowsWithGap, -1, 1);
                Compare<double>(m, n, k, a, b, StorageOrder.Columns, 1, 0);
            }
        }
    }

    [Theory]
    [InlineData(1, 40, 70)]
    [InlineData(40, 1, 70)]
    [InlineData(1, 1, 1000)]
    public void OneRowOrColumn_FollowsTheRuleOfGemv(int m, int n, int k)
    {
        using TestMatrix<float> a = Random<float>(m, k, StorageOrder.Columns, 1);
        using TestMatrix<float> b = Random<float>(k, n, StorageOrder.RowsWithGap, 2);
        using TestMatrix<float> c = Random<float>(m, n, StorageOrder.Scattered, 3);
        Gemm.Multiply(1f, a.View, b.View, 0f, c.View, s_single);
        float[] expected = new float[m * n];
        if (n == 1)
        {
            GemmOracle.Multiply(1f, a.View, Column(b.View), 0f, expected);
        }
        else
        {
            GemmOracle.Multiply(1f, b.View.Transposed, Column(a.View.Transposed), 0f, expected);
        }

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(n == 1 ? c.View[i, 0] : c.View[0, i]));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void MembersThatTakeOthersRows_ChangeNoBit(int members)
    {
        // More members than processors: some are not running when others have finished, and their columns are computed by whoever comes.
        using ThreadTeam team = new(members);
        (int M, int N, int K)[] shapes = [(513, 1100, 530), (700, 161, 40), (161, 4000, 600), (1000, 300, 1100)];
        foreach ((int m, int n, int k) in shapes)
        {
            using TestMatrix<float> a = Random<float>(m, k, StorageOrder.Rows, 1);
            using TestMatrix<float> b = Random<float>(k, n, StorageOrder.Rows, 2);
            using TestMatrix<float> c = Random<float>(m, n, StorageOrder.Rows, 3);
            using TestMatrix<float> expected = Random<float>(m, n, StorageOrder.Rows, 3);
            for (int repeat = 0; repeat < 12; repeat++)
            {
                Gemm.Multiply(0.7f, a.View, b.View, 0.5f, expected.View, ThreadTeam.Single);
                Gemm.Multiply(0.7f, a.View, b.View, 0.5f, c.View, team);
                Assert.Equal(Bits(expected.View), Bits(c.View));
            }

            if (n <= 1100)
            {
                using TestMatrix<float> lower = Random<float>(n, n, StorageOrder.Rows, 4);
                using TestMatrix<float> gram = Random<float>(n, n, StorageOrder.Rows, 4);
                Syrk.Multiply(1f, b.View.Transposed, 0f, gram.View, ThreadTeam.Single);
                Syrk.Multiply(1f, b.View.Transposed, 0f, lower.View, team);
                Assert.Equal(Bits(gram.View), Bits(lower.View));
            }
        }
    }

    [Fact]
    public void Error_IsBelowTheBound_AndABrokenProductIsNot()
    {
        const int k = 1300;
        using TestMatrix<float> a = Random<float>(30, k, StorageOrder.Rows, 1);
        using TestMatrix<float> b = Random<float>(k, 50, StorageOrder.Rows, 2);
        using TestMatrix<float> c = Random<float>(30, 50, StorageOrder.Rows, 3);
        Gemm.Multiply(1f, a.View, b.View, 0f, c.View, s_single);
        double tolerance = GemmOracle.Tolerance<float>(k);
        Assert.True(GemmOracle.LargestError(a.View, b.View, c.View) <= tolerance);

        // Broken on purpose: one step of 1300 left out for one element; then one NaN.
        float right = c.View[29, 49];
        c.View[29, 49] = right - (a.View[29, k - 1] * b.View[k - 1, 49]);
        Assert.False(GemmOracle.LargestError(a.View, b.View, c.View) <= tolerance);
        c.View[29, 49] = float.NaN;
        Assert.False(GemmOracle.LargestError(a.View, b.View, c.View) <= tolerance);
    }

    [Fact]
    public void Error_OfDouble_IsBelowTheBound()
    {
        const int k = 700;
        using TestMatrix<double> a = Random<double>(20, k, StorageOrder.Rows, 1);
        using TestMatrix<double> b = Random<double>(k, 30, StorageOrder.Columns, 2);
        using TestMatrix<double> c = Random<double>(20, 30, StorageOrder.Rows, 3);
        Gemm.Multiply(1.0, a.View, b.View, 0, c.View, s_single);
        Assert.True(GemmOracle.LargestError(a.View, b.View, c.View) <= GemmOracle.Tolerance<double>(k));
        c.View[3, 4] *= 1 + 1e-11;
        Assert.False(GemmOracle.LargestError(a.View, b.View, c.View) <= GemmOracle.Tolerance<double>(k));
    }

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(1.0, 1.0)]
    [InlineData(-1.0, 1.0)]
    [InlineData(0.0, 0.0)]
    [InlineData(0.0, 2.0)]
    [InlineData(0.3, -1.7)]
    public void AlphaAndBeta_FollowTheRule(double alpha, double beta)
    {
        Compare<float>(19, 67, 600, StorageOrder.Rows, StorageOrder.Columns, StorageOrder.RowsWithGap, alpha, beta);
        Compare<double>(19, 67, 300, StorageOrder.Columns, StorageOrder.Rows, StorageOrder.Rows, alpha, beta);
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void BetaZero_DoesNotReadC(string tile) => WithTile(tile, () =>
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            using TestMatrix<float> a = Random<float>(17, 600, StorageOrder.Rows, 1);
            using TestMatrix<float> b = Random<float>(600, 37, StorageOrder.Rows, 2);
            using TestMatrix<float> c = new(17, 37, order, (_, _) => float.NaN);
            int nan = c.CountNaN();
            Gemm.Multiply(1f, a.View, b.View, 0f, c.View, s_single);
            Assert.Equal(nan - (17 * 37), c.CountNaN());
        }
    });

    [Fact]
    public void ZeroSizes_WriteOnlyWhatIsThere()
    {
        using TestMatrix<float> c = Random<float>(3, 4, StorageOrder.Rows, 3);
        float before = c.View[2, 3];
        Gemm.Multiply(1f, new MatrixView<float>(null, 3, 0, 0), new MatrixView<float>(null, 0, 4, 4), 2f, c.View, s_single);
        Assert.Equal(2 * before, c.View[2, 3]);
        Gemm.Multiply(1f, new MatrixView<float>(null, 3, 0, 0), new MatrixView<float>(null, 0, 4, 4), 0f, c.View, s_single);
        Assert.Equal(0f, c.View[2, 3]);
        Gemm.Multiply(1f, new MatrixView<float>(null, 0, 5, 5), new MatrixView<float>(null, 5, 0, 0), 0f, new MatrixView<float>(null, 0, 0, 0), s_single);
    }

    [Fact]
    public void ShapesThatDoNotFit_AreNamed()
    {
        using Matrix<float> a = new(3, 4);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Gemm.Multiply(1f, a.View, a.View, 0f, a.View, s_single));
        Assert.Contains("3x4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThreadsAndLevels_HaveEqualBits()
    {
        (int M, int N, int K)[] shapes = [(129, 151, 520), (33, 301, 260), (301, 33, 260), (7, 6, 40000), (2, 8, 257)];
        foreach ((int m, int n, int k) in shapes)
        {
            string? first = null;
            foreach (SimdLevel level in InstructionSet.Available)
            {
                using InstructionSet.LevelScope scope = InstructionSet.Use(level);
                foreach (int threads in level == SimdLevel.Scalar ? new[] { 1 } : [1, 2, 3, 7])
                {
                    using ThreadTeam team = new(threads);
                    using TestMatrix<float> a = Random<float>(m, k, StorageOrder.Columns, 1);
                    using TestMatrix<float> b = Random<float>(k, n, StorageOrder.Rows, 2);
                    using TestMatrix<float> c = Random<float>(m, n, StorageOrder.RowsWithGap, 3);
                    Gemm.Multiply(1f, a.View, b.View, 1f, c.View, team);
                    string bits = Bits(c.View);
                    first ??= bits;
                    Assert.Equal(first, bits);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void NothingBehindABuffer_IsTouched(string tile)
    {
        if (!GuardedMemory.IsSupported)
        {
            return;
        }

        WithTile(tile, () =>
        {
            foreach ((int m, int n, int k) in new[] { (9, 17, 5), (8, 3, 513), (12, 50, 600), (50, 100, 520), (130, 131, 7), (5, 5, 5), (66, 33, 9) })
            {
                GuardedProduct<float>(m, n, k);
                GuardedProduct<double>(m, n, k);
            }
        });
    }

    [Fact]
    public void WarmProduct_AllocatesNothing()
    {
        using ThreadTeam team = new(2);
        using Matrix<float> a = new(300, 200);
        using Matrix<float> b = new(200, 250);
        using Matrix<float> c = new(300, 250);
        for (int i = 0; i < 3; i++)
        {
            Gemm.Multiply(1f, a.View, b.View, 0f, c.View, team);
            Gemm.Multiply(1f, a.View.Transposed, c.View, 0f, b.View, team);
            Syrk.Multiply(1f, a.View.Transposed, 0f, b.View.Slice(0, 0, 200, 200), team);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Gemm.Multiply(1f, a.View, b.View, 0f, c.View, team);
        Gemm.Multiply(1f, a.View.Transposed, c.View, 0f, b.View, team);
        Syrk.Multiply(1f, a.View.Transposed, 0f, b.View.Slice(0, 0, 200, 200), team);
        Gemv.Multiply(1f, a.View, b.Span[..200], 0f, c.Span[..300], team);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static TestMatrix<T> Random<T>(int rows, int columns, StorageOrder order, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        return new(rows, columns, order, (_, _) => T.CreateChecked((float)((2 * random.NextDouble()) - 1)));
    }

    internal static void WithTile(string tile, Action action)
    {
        TileName name = Enum.Parse<TileName>(tile);
        SimdLevel level = TileTable.Entries.Single(entry => entry.Name == name).Level;
        using InstructionSet.LevelScope scope = InstructionSet.Use(level);
        TileTable.Force(name);
        try
        {
            Assert.Equal(name, TileTable.Selected);
            action();
        }
        finally
        {
            TileTable.Force(null);
        }
    }

    internal static string Bits<T>(MatrixView<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using System.Security.Cryptography.IncrementalHash hash =
            System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        byte[] row = new byte[c.Columns * Unsafe.SizeOf<T>()];
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                Unsafe.WriteUnaligned(ref row[j * Unsafe.SizeOf<T>()], c[i, j]);
            }

            hash.AppendData(row);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Compare<T>(
        int m, int n, int k, StorageOrder orderA, StorageOrder orderB, StorageOrder orderC, double alpha, double beta, bool exact = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using TestMatrix<T> a = exact ? Integers<T>(m, k, orderA, 1) : Random<T>(m, k, orderA, 1);
        using TestMatrix<T> b = exact ? Integers<T>(k, n, orderB, 2) : Random<T>(k, n, orderB, 2);
        using TestMatrix<T> c = exact ? Integers<T>(m, n, orderC, 3) : Random<T>(m, n, orderC, 3);
        using TestMatrix<T> expected = exact ? Integers<T>(m, n, orderC, 3) : Random<T>(m, n, orderC, 3);
        int nan = c.CountNaN();
        Gemm.Multiply(T.CreateChecked(alpha), a.View, b.View, T.CreateChecked(beta), c.View, s_single);
        GemmOracle.Multiply(T.CreateChecked(alpha), a.View, b.View, T.CreateChecked(beta), expected.View);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (!(c.View[i, j] == expected.View[i, j]))
                {
                    Assert.Fail($"{typeof(T).Name} {m}x{n}x{k} {orderA} {orderB} {orderC}: C[{i},{j}] = {c.View[i, j]:R}, loops {expected.View[i, j]:R}");
                }
            }
        }

        Assert.Equal(nan, c.CountNaN());
    }

    private static TestMatrix<T> Integers<T>(int rows, int columns, StorageOrder order, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(rows, columns, order, (i, j) => T.CreateChecked((((i * 31) + (j * 17) + (i * j) + seed) % 15) - 7));

    private static void GuardedProduct<T>(int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedMemory memoryA = new(m * k * sizeof(T));
        using GuardedMemory memoryB = new(k * n * sizeof(T));
        using GuardedMemory memoryC = new(m * n * sizeof(T));
        MatrixView<T> a = new((T*)memoryA.Start, m, k, k);
        MatrixView<T> b = new((T*)memoryB.Start, k, n, n);
        MatrixView<T> c = new((T*)memoryC.Start, m, n, n);
        Gemm.Multiply(T.One, a, b, T.One, c, s_single);
        Gemm.Multiply(T.One, new MatrixView<T>(a.Data, m, k, 1, m), new MatrixView<T>(b.Data, k, n, 1, k), T.Zero, c, s_single);
        Gemm.Multiply(T.One, a, b, T.One, new MatrixView<T>(c.Data, m, n, 1, m), s_single);
        Gemv.Multiply(T.One, a, new ReadOnlySpan<T>(b.Data, k), T.Zero, new Span<T>(c.Data, m), s_single);
        Gemv.Multiply(T.One, a.Transposed, new ReadOnlySpan<T>(c.Data, m), T.Zero, new Span<T>(b.Data, k), s_single);
    }

    private static float[] Column(MatrixView<float> view)
    {
        float[] column = new float[view.Rows];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = view[i, 0];
        }

        return column;
    }
}
