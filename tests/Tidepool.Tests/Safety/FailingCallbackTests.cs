using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Tests.Safety;

/// <summary>A misuse callback that throws: the call that found the misuse throws the callback's exception, after it has done its work.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B2")]
[Trait("Requirement", "B10")]
public sealed class FailingCallbackTests : IDisposable
{
    private const int Size = 1_000;

    private readonly List<MisuseKind> _told = [];
    private readonly BytePool _pool;

    public FailingCallbackTests() => _pool = NewPool();

    public void Dispose()
    {
        try
        {
            _pool.Dispose();
        }
        catch (NotSupportedException)
        {
            // The callback throws when it receives what a test left behind.
        }
    }

    [Fact]
    public void Return_Twice_ThrowsTheCallbacksException()
    {
        ByteLease lease = _pool.Rent(Size);
        lease.Return();
        Assert.Throws<NotSupportedException>(lease.Return);
        AssertServes(MisuseKind.ReturnedTwice);
    }

    [Fact]
    public void Return_AfterAnOverrun_IsDone()
    {
        ByteLease lease = _pool.Rent(Size);
        Unsafe.Add(ref MemoryMarshal.GetReference(lease.Span), Size) = 1;
        Assert.Throws<NotSupportedException>(lease.Return);
        Assert.True(lease.IsReturned);
        AssertServes(MisuseKind.Overrun);
    }

    [Fact]
    public void Return_ThatFindsAnothersWrite_IsDone()
    {
        using BytePool pool = NewPool(quarantine: 1);
        WriteAfterReturn(pool, Size);
        ByteLease lease = pool.Rent(Size);
        Assert.Throws<NotSupportedException>(lease.Return);
        Assert.True(lease.IsReturned);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    public void Rent_ThatFindsAWrite_RentsNothing()
    {
        WriteAfterReturn(_pool, Size);
        Assert.Throws<NotSupportedException>(() => _pool.Rent(Size));
        AssertServes(MisuseKind.WrittenAfterReturn);
    }

    [Fact]
    public void Rent_Sampled_ThatFindsAWrite_RentsNothing()
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = PoolMode.Checked, SampledModeInterval = 1, QuarantineLength = 0, OnMisuse = Hear });
        WriteAfterReturn(pool, Size);
        Assert.Throws<NotSupportedException>(() => pool.Rent(Size));
        Assert.Equal(0, pool.GetStatistics().Rented);
        pool.Rent(Size).Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrimAndDispose_TellEverythingAndAreDone(bool disposes)
    {
        WriteAfterReturn(_pool, Size);
        WriteAfterReturn(_pool, 10 * Size);
        _pool.Rent(100 * Size).Return();
        ByteLease held = _pool.Rent(Size * 50);

        Action act = disposes ? _pool.Dispose : _pool.Trim;
        Assert.Throws<NotSupportedException>(act);

        Assert.Equal(2, _told.Count(static kind => kind == MisuseKind.WrittenAfterReturn));
        Assert.Equal(disposes ? 1 : 0, _told.Count(static kind => kind == MisuseKind.OutAtDisposal));
        Assert.Equal((0, 1), (_pool.GetStatistics().Idle, _pool.GetStatistics().Rented));
        Assert.Equal(disposes, Record.Exception(() => _pool.Rent(1).Return()) is ObjectDisposedException);
        held.Return();
        Assert.Equal(0, _pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task Return_AfterAnOverrun_ServesWhoWaits()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, QuarantineLength = 0, MaxTotalBytes = 2_048, OnMisuse = Hear });
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ByteLease first = await pool.RentAsync(Size, cancellationToken);
        ByteLease second = await pool.RentAsync(Size, cancellationToken);
        Task<ByteLease> waiting = pool.RentAsync(Size, cancellationToken).AsTask();
        Unsafe.Add(ref MemoryMarshal.GetReference(first.Span), Size) = 1;

        Assert.Throws<NotSupportedException>(first.Return);

        ByteLease served = await waiting;
        served.Return();
        second.Return();
        Assert.Equal((0, 0), (pool.GetStatistics().Rented, pool.GetStatistics().Waiting));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B3")]
    public void Drop_ToldOnTheFinalizerThread_EndsNothing()
    {
        Drop(_pool);
        FullCollections.RunUntil(() => _pool.GetStatistics().Abandoned == 1);
        AssertServes(MisuseKind.Dropped);
    }

    [Fact]
    public void Pool_DroppedWithADamagedBuffer_IsToldOnTheFinalizerThreadAndEndsNothing()
    {
        DropPool();
        FullCollections.RunUntil(() => _told.Contains(MisuseKind.WrittenAfterReturn));
    }

    private void AssertServes(MisuseKind told)
    {
        Assert.Contains(told, _told);
        Assert.Equal(0, _pool.GetStatistics().Rented);
        ByteLease lease = _pool.Rent(Size);
        lease.Span.Fill(1);
        lease.Return();
        Snapshots.AssertAddsUp(_pool.GetStatistics());
    }

    private static void WriteAfterReturn(BytePool pool, int size)
    {
        ByteLease lease = pool.Rent(size);
        Span<byte> span = lease.Span;
        lease.Return();
        span[0] = 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool) => pool.Rent(Size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DropPool()
    {
#pragma warning disable CA2000 // The pool must be dropped, not disposed.
        WriteAfterReturn(NewPool(), Size);
#pragma warning restore CA2000
    }

    private BytePool NewPool(int quarantine = 0) => new(new BytePoolOptions { Mode = PoolMode.Checked, QuarantineLength = quarantine, OnMisuse = Hear });

    private void Hear(MisuseReport report)
    {
        lock (_told)
        {
            _told.Add(report.Kind);
        }

        throw new NotSupportedException("told");
    }
}
