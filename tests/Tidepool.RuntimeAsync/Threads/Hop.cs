using System.Runtime.CompilerServices;

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>When awaited, resumes the caller on the target thread.</summary>
/// <param name="target">The thread to resume on. Another one than the caller's, so that each hop changes threads.</param>
internal readonly struct Hop(DedicatedThread target) : ICriticalNotifyCompletion
{
    /// <summary>Never true: even if the target is the current thread, the method is suspended and resumed.</summary>
    public bool IsCompleted => false;

    public Hop GetAwaiter() => this;

    public void OnCompleted(Action continuation) => target.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => target.Post(continuation);

    /// <summary>Checks that the hop really changed to the target thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void GetResult()
    {
        if (DedicatedThread.Running != target)
        {
            throw new RunFailedException($"Asked for thread {target.Number}, resumed on another: {DedicatedThread.Running?.Number}.");
        }
    }
}
