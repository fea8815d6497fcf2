using System.Runtime.ExceptionServices;

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>Several threads, and the flows that move between them.</summary>
internal sealed class Crew : IDisposable
{
    private readonly DedicatedThread[] _threads;

    internal Crew(int threads)
    {
        _threads = new DedicatedThread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new DedicatedThread(i);
        }
    }

    internal int Count => _threads.Length;

    public void Dispose() => Array.ForEach(_threads, static thread => thread.Dispose());

    /// <summary>A hop to the thread with this number.</summary>
    internal Hop To(int number) => new(_threads[number]);

    /// <summary>Runs flows until all have ended. Rethrows the first exception.</summary>
    /// <param name="count">The number of flows.</param>
    /// <param name="flow">Runs the flow with the given number.</param>
    internal void Run(int count, Func<int, Task> flow)
    {
        TaskCompletionSource[] ended = new TaskCompletionSource[count];
        for (int i = 0; i < count; i++)
        {
            int number = i;
            TaskCompletionSource end = ended[i] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _threads[0].Post(() => Begin(flow, number, end));
        }

        Task all = Task.WhenAll(ended.Select(static end => end.Task));
        try
        {
            TimeLimit.Expect(all.Wait(TimeLimit.Milliseconds), $"{ended.Count(static end => !end.Task.IsCompleted)} of {count} flows to end");
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private static void Begin(Func<int, Task> flow, int number, TaskCompletionSource end) => flow(number).ContinueWith(
        done =>
        {
            if (done.Exception is { } errors)
            {
                end.SetException(errors.InnerExceptions);
            }
            else
            {
                end.SetResult();
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
