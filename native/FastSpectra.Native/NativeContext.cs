using System.Collections.Concurrent;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>
/// Threads and scratch memory of one caller. C holds a number, not an address: a context that was destroyed, or never was, is an error and not
/// a crash.
/// </summary>
internal sealed class NativeContext : IDisposable
{
    private static readonly ConcurrentDictionary<nint, NativeContext> s_contexts = new();
    private static long s_last;

    [ThreadStatic]
    private static NativeContext? s_own;

    private int _isBusy;

    private NativeContext(int threads) => Team = threads == 1 ? ThreadTeam.Single : new ThreadTeam(threads);

    public ThreadTeam Team { get; }

    public Workspace Workspace { get; } = new();

    public static nint Create(int threads)
    {
        NativeContext context = new(threads);
        nint handle = (nint)Interlocked.Increment(ref s_last);
        s_contexts[handle] = context;
        return handle;
    }

    /// <summary>Begins a call: the context is the caller's alone until the scope is disposed.</summary>
    /// <param name="handle">A context, or 0 for the calling thread's own one.</param>
    /// <exception cref="NativeException">There is no such context, or another thread uses it.</exception>
    public static Scope Enter(nint handle)
    {
        NativeContext? context = handle == 0 ? s_own ??= new NativeContext(1) : s_contexts.GetValueOrDefault(handle);
        NativeMatrix.Require(context is not null, "there is no such context: it was destroyed, or not made by fastspectra_context_create");
        return new Scope(context!);
    }

    public static void Destroy(nint handle)
    {
        if (handle == 0)
        {
            return;
        }

        using (Enter(handle))
        {
            NativeMatrix.Require(s_contexts.TryRemove(handle, out NativeContext? context), "the context was destroyed meanwhile");
            context!.Dispose();
        }
    }

    public void Dispose()
    {
        Workspace.Dispose();
        Team.Dispose();
    }

    /// <summary>One call's use of a context.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly NativeContext _context;

        public Scope(NativeContext context)
        {
            _context = Interlocked.Exchange(ref context._isBusy, 1) == 0
                ? context
                : throw new NativeException(NativeStatus.Busy, "the context is in use by another thread; give each thread its own");
        }

        public ThreadTeam Team => _context.Team;

        public Workspace Workspace => _context.Workspace;

        public void Dispose() => Volatile.Write(ref _context._isBusy, 0);
    }
}
