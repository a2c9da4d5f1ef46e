using Xunit;

namespace FastSpectra.LinearAlgebra.Tests.Matrices;

public unsafe class WorkspaceTests
{
    [Fact]
    public void Take_IsAlignedAndDisjoint()
    {
        using Workspace workspace = new();
        List<(nint Begin, nint End)> taken = [];
        foreach (int count in (int[])[0, 1, 17, 1000, 100_000, 3, 1_000_000, 5])
        {
            double* data = workspace.Take<double>(count);
            Assert.Equal(0, (nint)data % 64);
            for (int i = 0; i < count; i++)
            {
                data[i] = count;
            }

            taken.Add(((nint)data, (nint)(data + count)));
        }

        foreach ((nint begin, nint end) in taken.Where(range => range.Begin != range.End))
        {
            Assert.Single(taken, other => other.Begin < end && begin < other.End && other.Begin != other.End);
        }
    }

    [Fact]
    public void Begin_GivesBackInStackOrder_AndThenNothingGrows()
    {
        using Workspace workspace = new();
        long capacity = 0;
        for (int repeat = 0; repeat < 4; repeat++)
        {
            using Workspace.Mark outer = workspace.Begin();
            float* a = workspace.Take<float>(50_000);
            using (workspace.Begin())
            {
                workspace.Take<double>(200_000);
            }

            float* b = workspace.Take<float>(70_000);
            Assert.True(a + 50_000 <= b || b + 70_000 <= a);
            if (repeat > 0)
            {
                Assert.Equal(capacity, workspace.Capacity);
            }

            capacity = workspace.Capacity;
        }
    }

    [Fact]
    public void Take_WarmAllocatesNothing()
    {
        using Workspace workspace = new();
        Use(workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Use(workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Use(Workspace workspace)
        {
            using Workspace.Mark mark = workspace.Begin();
            workspace.TakeMatrix<float>(100, 33);
            workspace.Take<double>(10_000);
        }
    }

    [Fact]
    public void TakeMatrix_RowsBeginOnCacheLines()
    {
        using Workspace workspace = new();
        MatrixView<float> matrix = workspace.TakeMatrix<float>(3, 17);
        Assert.Equal(32, matrix.RowStride);
        Assert.Equal((3, 17), (matrix.Rows, matrix.Columns));
    }

    [Fact]
    public void Take_Negative_Throws()
    {
        using Workspace workspace = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => { workspace.Take<float>(-1); });
    }
}
