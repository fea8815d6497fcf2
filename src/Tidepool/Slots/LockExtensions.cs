namespace Tidepool.Slots;

/// <summary>Locks that no interrupt keeps a thread out of.</summary>
internal static class LockExtensions
{
    /// <summary>Enters the lock. A thread that is interrupted while it waits goes on waiting, and stays interrupted: what it is about to do,
    /// a return above all, must not be left undone, and may be for others, who have nothing to do with the interrupt.</summary>
    /// <returns>Leaves the lock when it is disposed.</returns>
    internal static Lock.Scope Hold(this Lock gate)
    {
        bool isInterrupted = false;
        while (true)
        {
            try
            {
                Lock.Scope scope = gate.EnterScope();
                if (isInterrupted)
                {
                    Thread.CurrentThread.Interrupt();
                }

                return scope;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        }
    }
}
