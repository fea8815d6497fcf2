namespace Tidepool.Engines;

/// <content>Limits that may change while the pool runs.</content>
internal abstract partial class PoolEngine
{
    /// <summary>The most bytes that all buffers may have together; null for no limit. When it is lowered, idle buffers beyond it are given up;
    /// when it is raised, those who wait are served.</summary>
    internal long? BudgetLimit
    {
        get => Pool.Budget.Limit;
        set
        {
            Pool.Budget.Limit = value;
            using (Pool.Reporter.Collect())
            {
                MakeRoom(0);
                Pool.Budget.ServeWaiters();
            }
        }
    }
}
