using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>A thread that runs posted work items one after the other until it is disposed.</summary>
internal sealed class DedicatedThread : IDisposable
{
    /// <summary>Small, so that a page identifies the stack it is in.</summary>
    private const int StackBytes = 512 * 1024;

    [ThreadStatic]
    private static DedicatedThread? t_running;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private nuint _firstPage;

    internal DedicatedThread(int number)
    {
        Number = number;
        _thread = new Thread(Run, StackBytes) { Name = $"dedicated {number}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The dedicated thread that runs the caller; null on any other thread.</summary>
    /// <remarks>Never inlined: a method that reads a thread's identity must not be inlined into a method that awaits. This program shows why.</remarks>
    internal static DedicatedThread? Running
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => t_running;
    }

    internal int Number { get; }

    /// <summary>Ends the thread once it has run all posted work.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        TimeLimit.Expect(_thread.Join(TimeLimit.Milliseconds), $"the thread \"{_thread.Name}\" to end");
        _work.Dispose();
    }

    /// <summary>Lets the thread run <paramref name="work"/>.</summary>
    internal void Post(Action work) => _work.Add(work);

    /// <summary>Whether a page of memory is in this thread's stack, which grows downwards from the first page in use.</summary>
    internal bool Owns(nuint page) => page <= _firstPage && page >= _firstPage - (StackBytes >> StackPages.PageBits);

    private void Run()
    {
        t_running = this;
        _firstPage = StackPages.ReadByCall();
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
