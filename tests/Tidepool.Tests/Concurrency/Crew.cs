namespace Tidepool.Tests.Concurrency;

/// <summary>Threads that work at the same time. When one fails, the others are told to stop, and the failure names the scenario.</summary>
internal static class Crew
{
    /// <summary>Runs each job on a thread of its own, all starting together, and waits for all of them.</summary>
    /// <param name="scenario">Printed on failure: everything needed to run it again, above all the seed.</param>
    /// <param name="jobs">The token is cancelled when another job has failed.</param>
    internal static void Run(string scenario, params IReadOnlyList<Action<CancellationToken>> jobs)
    {
        using CancellationTokenSource failed = new();
        using Barrier start = new(jobs.Count);
        List<Exception> errors = [];
        List<Thread> threads = [];
        foreach (Action<CancellationToken> job in jobs)
        {
            Thread thread = new(() =>
            {
                try
                {
                    start.SignalAndWait();
                    job(failed.Token);
                }
                catch (OperationCanceledException) when (failed.IsCancellationRequested)
                {
                    // Cancelled: the cause is already in the list.
                }
                catch (Exception error)
                {
                    lock (errors)
                    {
                        errors.Add(error);
                    }

                    failed.Cancel();
                }
            })
            {
                IsBackground = true,
            };
            threads.Add(thread);
            thread.Start();
        }

        threads.ForEach(thread => Watchdog.Join(thread, $"all threads of the scenario have ended: {scenario}"));
        if (errors.Count > 0)
        {
            throw new AggregateException(scenario, errors);
        }
    }

    /// <summary>Runs one job on a new thread, which ends with it.</summary>
    internal static void RunOnFreshThread(Action job) => Run("on a fresh thread", _ => job());

    /// <summary>Spins until the condition holds, yielding the core now and then.</summary>
    internal static void SpinUntil(Func<bool> condition, CancellationToken failed)
    {
        SpinWait spin = default;
        while (!condition())
        {
            failed.ThrowIfCancellationRequested();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
