namespace Tidepool.Tracking;

/// <summary>Finds leases that were dropped and whose buffers lie outside the managed heap: the finalizers of their <see cref="DropWatch"/> free
/// these.</summary>
internal static class DroppedLeases
{
    /// <summary>The longest wait for finalizers. Arbitrary: one of them may be waiting for a lock that the caller holds, so it must end.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    /// <summary>Collects, and waits for the finalizers, twice: only after the second collection does a watch take its lease for dropped.</summary>
    internal static void Find()
    {
        for (int collection = 0; collection < 2; collection++)
        {
            GC.Collect();
            Thread waiting = new(GC.WaitForPendingFinalizers) { IsBackground = true, Name = "Tidepool waits for finalizers" };
            waiting.Start();
            if (!HasEnded(waiting))
            {
                return;
            }
        }
    }

    private static bool HasEnded(Thread waiting)
    {
        try
        {
            return waiting.Join(s_longestWait);
        }
        catch (ThreadInterruptedException)
        {
            // The rent goes on without waiting any longer, and the thread stays interrupted.
            Thread.CurrentThread.Interrupt();
            return false;
        }
    }
}
