using System.Diagnostics;

namespace Tidepool.Tests;

/// <summary>Waits with a limit: they measure no time, and only turn a hang into a report of what the test waited for.</summary>
internal static class Watchdog
{
    /// <summary>Far more than anything here takes, even under ten times the usual load.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="what">What the wait is for, for the report.</param>
    /// <param name="condition">Evaluated repeatedly.</param>
    /// <exception cref="TimeoutException">The condition didn't hold within the limit.</exception>
    internal static void Until(string what, Func<bool> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfOver(begin, what);
            Thread.Sleep(1);
        }
    }

    /// <inheritdoc cref="Until"/>
    internal static async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            ThrowIfOver(begin, what);
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Waits until the thread has ended.</summary>
    internal static void Join(Thread thread, string what)
    {
        if (!thread.Join(Limit))
        {
            throw Failure(what);
        }
    }

    /// <summary>Waits for an event.</summary>
    internal static void Wait(SemaphoreSlim signal, string what)
    {
        if (!signal.Wait(Limit))
        {
            throw Failure(what);
        }
    }

    /// <summary>Waits until the task has ended, and rethrows its exception.</summary>
    internal static async Task<T> EndOf<T>(Task<T> task, string what, CancellationToken cancellationToken)
    {
        await Task.WhenAny(task, Task.Delay(Limit, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted ? await task : throw Failure(what);
    }

    /// <summary>Waits until another process has ended. Kills it if it doesn't end within the limit.</summary>
    internal static async Task ExitOf(Process process, string what, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw Failure(what);
        }
    }

    private static void ThrowIfOver(long begin, string what)
    {
        if (Stopwatch.GetElapsedTime(begin) >= Limit)
        {
            throw Failure(what);
        }
    }

    private static TimeoutException Failure(string what) => new($"Timed out after waiting {Limit:g} until {what}.");
}
