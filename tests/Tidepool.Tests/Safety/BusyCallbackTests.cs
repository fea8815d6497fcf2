namespace Tidepool.Tests.Safety;

/// <summary>A misuse callback that uses the pool, disposes it, or waits for another thread that uses it.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B10")]
public class BusyCallbackTests
{
    private const int Size = 1_000;

    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Callback_ThatUsesThePool_IsServed(PoolMode mode) => Misuse(mode, Use);

    /// <summary>The pool holds no lock during the callback: otherwise the other thread would wait forever.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Callback_ThatWaitsForAnotherThread_IsServed(PoolMode mode) => Misuse(mode, static pool =>
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => Use(pool)));
        thread.Start();
        Watchdog.Join(thread, "another thread uses the pool during a callback");
        Assert.Null(failure);
    });

    [Theory]
    [MemberData(nameof(Modes))]
    public void Callback_ThatDisposesThePool_EndsIt(PoolMode mode)
    {
        BytePool pool = Misuse(mode, static pool => pool.Dispose());
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(Size));
        Assert.Equal((0, 0), (pool.GetStatistics().BytesHeld, pool.GetStatistics().Waiting));
    }

    /// <summary>A second return, a use after the return, bytes written after the return, and a lease that is out at the end, as far as the mode finds
    /// them.</summary>
    private static BytePool Misuse(PoolMode mode, Action<BytePool> act)
    {
        BytePool pool = null!;
        int told = 0;
        using (pool = new BytePool(new BytePoolOptions { Mode = mode, QuarantineLength = 0, MaxTotalBytes = 1_000_000, OnMisuse = Hear }))
        {
            ByteLease lease = pool.Rent(Size);
            Span<byte> span = lease.Span;
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
            Assert.Throws<BufferAlreadyReturnedException>(() => lease.Memory);
            if (mode == PoolMode.Checked)
            {
                span[0] = 1;
            }

            if (TryRentUnlessDisposed(pool, out ByteLease held))
            {
                pool.Dispose();
                held.Return();
            }
        }

        Assert.InRange(told, 2, 100);
        Assert.Equal(0, pool.GetStatistics().Rented);
        Snapshots.AssertAddsUp(pool.GetStatistics());
        return pool;

        void Hear(MisuseReport report)
        {
            // At most three times: what the callback does may be reported as well.
            if (++told <= 3)
            {
                act(pool);
            }
        }
    }

    private static void Use(BytePool pool)
    {
        if (TryRentUnlessDisposed(pool, out ByteLease lease))
        {
            lease.Span.Fill(1);
            lease.Return();
        }

        pool.Trim();
        _ = pool.GetStatistics();
        _ = pool.GetOutstanding();
    }

    private static bool TryRentUnlessDisposed(BytePool pool, out ByteLease lease)
    {
        try
        {
            lease = pool.Rent(Size);
            return true;
        }
        catch (ObjectDisposedException)
        {
            lease = default;
            return false;
        }
    }
}
