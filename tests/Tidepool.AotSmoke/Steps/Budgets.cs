namespace Tidepool.AotSmoke.Steps;

/// <summary>A budget that refuses a rent, and a waiter that it serves.</summary>
internal static class Budgets
{
    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions { MaxTotalBytes = 4_096, SizeClasses = SizeClassLadder.PowersOfTwo });
        ByteLease all = pool.Rent(4_096);
        string message = Expect.Throws<InsufficientMemoryException>(() => pool.Rent(64));
        Expect.That(!pool.TryRent(64, out _));
        Task<ByteLease> waiting = pool.RentAsync(4_096).AsTask();
        Expect.That(!waiting.IsCompleted);
        all.Return();
        waiting.GetAwaiter().GetResult().Return();
        return message;
    }
}
