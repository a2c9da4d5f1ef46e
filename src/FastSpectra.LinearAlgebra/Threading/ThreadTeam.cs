using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A persistent team of threads that runs one task at a time, the caller being member 0. Starting a task allocates nothing.
/// Work is split by index and written to its place, so the number of threads decides who computes and never what.
/// </summary>
/// <remarks>
/// Members spin for some microseconds after a task, then sleep. One caller at a time: a team belongs to one thread of control.
/// </remarks>
public sealed unsafe class ThreadTeam : IDisposable
{
    // About 20 microseconds of pausing before a member asks the system to put it to sleep: longer than the gap between
    // two products of one training step, far shorter than a time slice.
    private const int SpinsBeforeSleep = 600;

    private const int MostMembers = 1024;

    private readonly Worker[] _workers;
    private void* _task;
    private delegate*<void*, int, ThreadTeam, void> _run;
    private int _epoch;
    private int _running;
    private int _barrierArrived;
    private int _barrierEpoch;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _disposed;

    /// <summary>Creates a team of <paramref name="size"/> members; size - 1 threads are started.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not in 1..1024.</exception>
    public ThreadTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostMembers);
        Size = size;
        _workers = new Worker[size - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker(this, i + 1);
        }
    }

    /// <summary>A team of one: the calling thread itself. Needs no disposal and may be used from any thread.</summary>
    public static ThreadTeam Single { get; } = new(1);

    /// <summary>Members of a team that uses the whole machine: one per processor, as far as a team can have them.</summary>
    public static int DefaultSize => Math.Clamp(Environment.ProcessorCount, 1, MostMembers);

    /// <summary>Number of members.</summary>
    public int Size { get; }

    /// <summary>Lets every member run its share of the task and returns when all have finished.</summary>
    /// <exception cref="Exception">The first exception a member threw.</exception>
    public void Run<TTask>(ref TTask task)
        where TTask : struct, ITeamTask
    {
        if (_workers.Length == 0)
        {
            task.Run(0, this);
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
#pragma warning disable CS8500 // The task may hold references: its address is used only while this frame is alive, and 'fixed' keeps it in place.
        fixed (TTask* address = &task)
#pragma warning restore CS8500
        {
            _task = address;
            _run = &Invoke<TTask>;
            _running = _workers.Length;
            _epoch++;
            Interlocked.MemoryBarrier();
            WakeMembers();

            try
            {
                task.Run(0, this);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }

            WaitForMembers();
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>Called by every member of a running task: returns when all have arrived, their writes visible to all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Barrier()
    {
        if (Size == 1)
        {
            return;
        }

        int epoch = Volatile.Read(ref _barrierEpoch);
        if (Interlocked.Increment(ref _barrierArrived) == Size)
        {
            Volatile.Write(ref _barrierArrived, 0);
            Interlocked.Increment(ref _barrierEpoch);
            return;
        }

        SpinWait spin = default;
        while (Volatile.Read(ref _barrierEpoch) == epoch)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>The share of member <paramref name="member"/> in <paramref name="count"/> items, in whole multiples of <paramref name="grain"/>.</summary>
    public (long Begin, long End) Share(int member, long count, long grain = 1)
    {
        long grains = (count + grain - 1) / grain;
        long begin = grains * member / Size * grain;
        long end = grains * (member + 1) / Size * grain;
        return (Math.Min(begin, count), Math.Min(end, count));
    }

    /// <summary>Ends the threads. No task may be running.</summary>
    public void Dispose()
    {
        if (_workers.Length == 0 || _disposed)
        {
            return;
        }

        _disposed = true;
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    // Apart from Run, of which there is one per task: those without a loop are compiled quickly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void WaitForMembers()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _running) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void WakeMembers()
    {
        foreach (Worker worker in _workers)
        {
            worker.Start(_epoch);
        }
    }

    private static void Invoke<TTask>(void* task, int member, ThreadTeam team)
        where TTask : struct, ITeamTask => Unsafe.AsRef<TTask>(task).Run(member, team);

    private sealed class Worker : IDisposable
    {
        private readonly ThreadTeam _team;
        private readonly int _member;
        private readonly AutoResetEvent _wake = new(false);
        private readonly Thread _thread;
        private int _epoch;
        private int _asleep;

        public Worker(ThreadTeam team, int member)
        {
            _team = team;
            _member = member;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"FastSpectra {member}" };
            _thread.Start();
        }

        public void Start(int epoch)
        {
            Volatile.Write(ref _epoch, epoch);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _asleep) != 0)
            {
                _wake.Set();
            }
        }

        public void Dispose()
        {
            _wake.Set();
            _thread.Join();
            _wake.Dispose();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Loop()
        {
            int seen = 0;
            while (true)
            {
                int spins = 0;
                while (Volatile.Read(ref _epoch) == seen && !_team._disposed)
                {
                    if (++spins < SpinsBeforeSleep)
                    {
                        Thread.SpinWait(1);
                        continue;
                    }

                    Volatile.Write(ref _asleep, 1);
                    Interlocked.MemoryBarrier();
                    if (Volatile.Read(ref _epoch) == seen && !_team._disposed)
                    {
                        _wake.WaitOne();
                    }

                    Volatile.Write(ref _asleep, 0);
                    spins = 0;
                }

                if (_team._disposed)
                {
                    return;
                }

                seen = Volatile.Read(ref _epoch);
                try
                {
                    _team._run(_team._task, _member, _team);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref _team._failure, ExceptionDispatchInfo.Capture(exception), null);
                }

                Interlocked.Decrement(ref _team._running);
            }
        }
    }
}
