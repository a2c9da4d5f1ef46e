using Xunit;

namespace FastSpectra.LinearAlgebra.Tests.Threading;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Run_EveryMemberOnce_ManyTimes(int size)
    {
        using ThreadTeam team = new(size);
        int[] counts = new int[size];
        CountTask task = new() { Counts = counts };
        for (int repeat = 0; repeat < 2000; repeat++)
        {
            team.Run(ref task);
        }

        Assert.All(counts, count => Assert.Equal(2000, count));
    }

    [Fact]
    public void Run_AfterMembersFellAsleep()
    {
        using ThreadTeam team = new(3);
        int[] counts = new int[3];
        CountTask task = new() { Counts = counts };
        for (int repeat = 0; repeat < 20; repeat++)
        {
            Thread.Sleep(5);
            team.Run(ref task);
        }

        Assert.All(counts, count => Assert.Equal(20, count));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Barrier_SeparatesPhases(int size)
    {
        using ThreadTeam team = new(size);
        PhaseTask task = new() { Values = new int[size], Failures = new int[size] };
        team.Run(ref task);
        Assert.All(task.Failures, failures => Assert.Equal(0, failures));
    }

    [Fact]
    public void Run_RethrowsWhatAMemberThrew_AndStaysUsable()
    {
        using ThreadTeam team = new(3);
        ThrowTask bad = new() { Thrower = 2 };
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => team.Run(ref bad));
        Assert.Equal("member 2", thrown.Message);
        CountTask good = new() { Counts = new int[3] };
        team.Run(ref good);
        Assert.All(good.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Run_AllocatesNothing()
    {
        using ThreadTeam team = new(2);
        CountTask task = new() { Counts = new int[2] };
        team.Run(ref task);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repeat = 0; repeat < 100; repeat++)
        {
            team.Run(ref task);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 10, 1)]
    [InlineData(7, 3, 1)]
    [InlineData(4, 1000, 16)]
    [InlineData(2, 17, 16)]
    public void Share_CoversEveryItemOnce_InWholeGrains(int size, long count, long grain)
    {
        using ThreadTeam team = new(size);
        long expected = 0;
        for (int member = 0; member < size; member++)
        {
            (long begin, long end) = team.Share(member, count, grain);
            Assert.Equal(expected, begin);
            Assert.True(begin == count || begin % grain == 0, $"{begin}");
            expected = end;
        }

        Assert.Equal(count, expected);
    }

    [Fact]
    public void Size_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(1025));
    }

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        ThreadTeam team = new(2);
        team.Dispose();
        CountTask task = new() { Counts = new int[2] };
        Assert.Throws<ObjectDisposedException>(() => team.Run(ref task));
    }

    private struct CountTask : ITeamTask
    {
        public int[] Counts;

        public readonly void Run(int member, ThreadTeam team) => Counts[member]++;
    }

    private struct PhaseTask : ITeamTask
    {
        public int[] Values;
        public int[] Failures;

        public readonly void Run(int member, ThreadTeam team)
        {
            for (int phase = 1; phase <= 500; phase++)
            {
                Volatile.Write(ref Values[member], phase);
                team.Barrier();
                for (int i = 0; i < team.Size; i++)
                {
                    Failures[member] += Volatile.Read(ref Values[i]) == phase ? 0 : 1;
                }

                team.Barrier();
            }
        }
    }

    private struct ThrowTask : ITeamTask
    {
        public int Thrower;

        public readonly void Run(int member, ThreadTeam team)
        {
            if (member == Thrower)
            {
                throw new InvalidDataException($"member {member}");
            }
        }
    }
}
