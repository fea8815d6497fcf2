using System.Runtime.CompilerServices;

namespace Tidepool.Tool.Workloads;

/// <summary>Uses pools in ways that are visible from outside: hits, a lease that stays rented, dropped leases, a waiter for the budget, and a rent that the
/// budget refuses.</summary>
internal sealed class PoolUser : IDisposable
{
    internal const string Name = "pools";

    /// <summary>The pool whose leases are dropped.</summary>
    internal const string Orders = "orders, new";

    /// <summary>The pool whose budget is used up.</summary>
    internal const string Scarce = "scarce";

    internal const int BufferSize = 4_096;

    private const int RentsPerPause = 100;
    private const int RoundsPerDrop = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly BytePool _orders = new(new BytePoolOptions { Name = Orders, LeakSamplingInterval = 1 });
    private readonly BytePool _scarce = new(new BytePoolOptions { Name = Scarce, MinSize = BufferSize, MaxSize = BufferSize, MaxTotalBytes = BufferSize });

    internal void RunUntil(CancellationToken end)
    {
        using ByteLease kept = _orders.Rent(BufferSize);
        using ByteLease all = _scarce.Rent(BufferSize);
        ValueTask<ByteLease> inVain = _scarce.RentAsync(BufferSize, end);
        if (_scarce.TryRent(BufferSize, out _))
        {
            Console.WriteLine("The budget refused no rent.");
        }

        Console.WriteLine(RunningTime.Ready);
        for (int round = 0; !end.IsCancellationRequested; round++)
        {
            for (int rent = 0; rent < RentsPerPause; rent++)
            {
                using ByteLease lease = _orders.Rent(BufferSize);
                lease.Span[0] = 1;
            }

            if (round % RoundsPerDrop == 0)
            {
                // A finalizer finds the dropped lease, and reports it to those that listen by then.
                Drop(_orders);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Thread.Sleep(s_pause);
        }

        Console.WriteLine(inVain.IsCompletedSuccessfully ? "The budget was not kept." : "The caller waited in vain.");
    }

    public void Dispose()
    {
        _orders.Dispose();
        _scarce.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool) => pool.Rent(BufferSize);
}
