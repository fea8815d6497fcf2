namespace Tidepool;

/// <summary>Entering a lock whatever <see cref="System.Threading.Thread.Interrupt"/> does.</summary>
internal static class LockExtensions
{
    /// <summary>Enters the lock. A thread that is interrupted while it waits keeps waiting, and is interrupted again afterwards: its work under the lock,
    /// a return above all, must not be left undone.</summary>
    /// <returns>A scope that exits the lock when it is disposed.</returns>
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
