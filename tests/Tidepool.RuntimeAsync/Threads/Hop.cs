using System.Runtime.CompilerServices;

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>Awaited, it goes on running on the thread that was chosen.</summary>
/// <param name="target">The thread to go on. Another one than the caller's, so that each hop really is one.</param>
internal readonly struct Hop(DedicatedThread target) : ICriticalNotifyCompletion
{
    /// <summary>Never: even where the thread is the present one, the method is suspended and resumed.</summary>
    public bool IsCompleted => false;

    public Hop GetAwaiter() => this;

    public void OnCompleted(Action continuation) => target.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => target.Post(continuation);

    /// <summary>The program's own check that it tests what it means to test.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void GetResult()
    {
        if (DedicatedThread.Running != target)
        {
            throw new RunFailedException($"Asked for thread {target.Number}, resumed on another: {DedicatedThread.Running?.Number}.");
        }
    }
}
