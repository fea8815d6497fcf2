using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Tests.Safety;

/// <summary>What the checked mode finds, when it finds it, and what it reports.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B2")]
public sealed class CheckedModeTests : IDisposable
{
    private const int Size = 1_000;

    private readonly List<MisuseReport> _reports = [];
    private readonly BytePool _pool;

    public CheckedModeTests() => _pool = NewPool(quarantine: 4);

    public void Dispose() => _pool.Dispose();

    [Fact]
    [Trait("Requirement", "B1")]
    public void Return_Twice_IsToldWithBothStacks()
    {
        ByteLease lease = RentHere(_pool);
        ReturnHere(lease);

        BufferAlreadyReturnedException error = Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        Assert.Contains("returned twice", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RentHere), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ReturnHere), error.Message, StringComparison.Ordinal);
        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.ReturnedTwice, "checked", 1_024, Size), (report.Kind, report.PoolName, report.BucketSize, report.Length));
        Assert.Equal(Environment.CurrentManagedThreadId, report.RentThreadId);
        Assert.Equal(1, _pool.GetStatistics().Returned);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void Return_ByManyThreadsAtOnce_SucceedsOnce()
    {
        for (int round = 0; round < 200; round++)
        {
            ByteLease lease = _pool.Rent(Size);
            int succeeded = 0;
            using Barrier start = new(3);
            Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                if (Record.Exception(lease.Return) is null)
                {
                    Interlocked.Increment(ref succeeded);
                }
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => Watchdog.Join(thread, "all threads have ended"));
            Assert.Equal(1, succeeded);
        }

        Assert.Equal(200, _pool.GetStatistics().Returned);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(60)]
    public void Overrun_IsFoundAtTheReturn(int by)
    {
        ByteLease lease = _pool.Rent(Size);
        ref byte first = ref MemoryMarshal.GetReference(lease.Span);
        Unsafe.Add(ref first, Size + by - 1) = 0x42;

        BufferOverrunException error = Assert.Throws<BufferOverrunException>(lease.Return);
        Assert.Contains("42", error.Message, StringComparison.Ordinal);
        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.Overrun, Size + by - 1), (report.Kind, report.Offset));
        Assert.Equal(0x42, report.Found.Span[0]);
        Assert.True(lease.IsReturned);
        Snapshots.AssertAddsUp(_pool.GetStatistics());
        _pool.Rent(Size).Return();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(Size - 1)]
    public void Write_AfterReturn_IsFoundWhenTheBufferLeavesQuarantine(int at)
    {
        ByteLease lease = RentHere(_pool);
        Span<byte> kept = lease.Span;
        ReturnHere(lease);
        kept[at] = 0x42;
        Assert.Empty(_reports);

        ByteLease[] others = [.. Enumerable.Range(0, 4).Select(_ => _pool.Rent(Size))];
        Array.ForEach(others, static other => other.Return());

        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.WrittenAfterReturn, at), (report.Kind, report.Offset));
        string text = report.ToString();
        Assert.Contains($"byte {at} was overwritten", text, StringComparison.Ordinal);
        Assert.Contains(nameof(RentHere), text, StringComparison.Ordinal);
        Assert.Contains(nameof(ReturnHere), text, StringComparison.Ordinal);
        Snapshots.AssertAddsUp(_pool.GetStatistics());
    }

    [Theory]
    [InlineData(0x41)]
    [InlineData(0)]
    public void PoisonByte_FillsAReturnedBuffer_AndWritesToItAreStillFound(byte poison)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, PoisonByte = poison, OnMisuse = reports.Add });
        ByteLease lease = pool.Rent(Size);
        lease.Span.Fill(1);
        Span<byte> kept = lease.Span;
        byte[] array = pool.AsArrayPool().Rent(Size);
        lease.Return();
        pool.AsArrayPool().Return(array);
        Assert.False(kept.ContainsAnyExcept(poison));
        Assert.False(array.AsSpan().ContainsAnyExcept(poison));

        kept[5] = 0xDD;
        pool.Trim();
        MisuseReport report = Assert.Single(reports);
        Assert.Equal((MisuseKind.WrittenAfterReturn, 5), (report.Kind, report.Offset));
        Assert.Contains($".. marks an intact byte, {poison:x2}", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AfterReturn_IsFoundAtTrimAndDisposal(bool disposes)
    {
        ByteLease lease = _pool.Rent(Size);
        Span<byte> kept = lease.Span;
        lease.Return();
        kept[7] = 1;

        Action end = disposes ? _pool.Dispose : _pool.Trim;
        end();
        Assert.Equal(MisuseKind.WrittenAfterReturn, Assert.Single(_reports).Kind);
        Assert.Equal(0, _pool.GetStatistics().Idle);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void Memory_AfterReturn_ThrowsAtEveryUse()
    {
        ByteLease lease = _pool.Rent(Size);
        Memory<byte> memory = lease.Memory;
        memory.Span[Size - 1] = 1;
        using (MemoryHandle handle = memory[10..].Pin())
        {
            unsafe
            {
                ((byte*)handle.Pointer)[Size - 11] = 2;
            }
        }

        Assert.Equal((Size, 2), (memory.Length, lease.Span[Size - 1]));
        Assert.True(MemoryMarshal.TryGetArray<byte>(memory[10..20], out ArraySegment<byte> segment));
        Assert.Equal(10, segment.Count);
        segment[3] = 0x5A;
        Assert.Equal(0x5A, lease.Span[13]);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(() => memory.Span.Length);
        Assert.Throws<BufferAlreadyReturnedException>(() => memory[10..20].Span.Length);
        Assert.Throws<BufferAlreadyReturnedException>(() => memory.Pin());
        Assert.Throws<BufferAlreadyReturnedException>(() => MemoryMarshal.TryGetArray<byte>(memory, out _));
        Assert.Equal(4, _reports.Count);
        Assert.All(_reports, static report => Assert.Equal(MisuseKind.UsedAfterReturn, report.Kind));
    }

    /// <summary>Code that has the array can still write to it after the return: this is found like any other such write.</summary>
    [Fact]
    [Trait("Requirement", "B2")]
    public void Array_WrittenAfterTheReturn_IsReported()
    {
        ByteLease lease = _pool.Rent(Size);
        Assert.True(MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment));
        lease.Return();
        segment[5] = 1;
        _pool.Trim();
        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.WrittenAfterReturn, 5), (report.Kind, report.Offset));
    }

    [Fact]
    public void Rent_AfterReturn_IsAnotherBufferUntilTheQuarantineIsFull()
    {
        for (int rent = 0; rent < 5; rent++)
        {
            _pool.Rent(Size).Return();
        }

        Assert.Equal((0, 5, 5), Counts());
        _pool.Rent(Size).Return();
        Assert.Equal((1, 5, 5), Counts());

        (long Hits, long Misses, long Idle) Counts()
        {
            BytePoolStatistics statistics = _pool.GetStatistics();
            return (statistics.Hits, statistics.Misses, statistics.Idle);
        }
    }

    [Fact]
    [Trait("Requirement", "B3")]
    public void Drop_IsReportedWithItsCallSite()
    {
        Drop(_pool);
        FullCollections.RunUntil(() => _pool.GetStatistics().Abandoned == 1);

        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.Dropped, Size), (report.Kind, report.Length));
        Assert.Contains(nameof(Drop), report.ToString(), StringComparison.Ordinal);
        Snapshots.AssertAddsUp(_pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B3")]
    public void Dispose_WhileLeasesAreOut_ReportsThem()
    {
        ByteLease first = RentHere(_pool);
        ByteLease second = _pool.Rent(20 * 1024 * 1024);
        Assert.Equal([(0, 20 * 1024 * 1024), (1_024, Size)], _pool.GetOutstanding().Select(static lease => (lease.BucketSize, lease.Length)).Order());
        _pool.Dispose();

        Assert.Equal([Size, 20 * 1024 * 1024], _reports.Select(static report => report.Length).Order());
        Assert.All(_reports, static report => Assert.Equal(MisuseKind.OutAtDisposal, report.Kind));
        first.Return();
        second.Return();
        Assert.Empty(_pool.GetOutstanding());
        Assert.Equal(0, _pool.GetStatistics().Idle);
    }

    [Fact]
    [Trait("Requirement", "B9")]
    public void Rent_OfAClearingPool_GivesZeros()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, ClearOnReturn = true, QuarantineLength = 0 });
        for (int rent = 0; rent < 3; rent++)
        {
            ByteLease lease = pool.Rent(Size);
            Assert.False(lease.Span.ContainsAnyExcept((byte)0));
            lease.Span.Fill(1);
            lease.Return();
        }

        Assert.Equal(2, pool.GetStatistics().Hits);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task Budget_HoldsAsInStandardMode()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, MaxTotalBytes = 4_096, SizeClasses = SizeClassLadder.FourPerDoubling });
        ByteLease small = await pool.RentAsync(1_024, TestContext.Current.CancellationToken);
        Assert.True(pool.TryRent(3_072, out ByteLease large));
        Assert.False(pool.TryRent(64, out _));
        Task<ByteLease> waiting = pool.RentAsync(1_024, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        small.Return();
        ByteLease served = await waiting;
        Assert.Equal(4_096, pool.GetStatistics().BytesHeld);
        served.Return();
        large.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    private BytePool NewPool(int quarantine) => new(new BytePoolOptions
    {
        Name = "checked",
        Mode = PoolMode.Checked,
        QuarantineLength = quarantine,
        OnMisuse = report =>
        {
            lock (_reports)
            {
                _reports.Add(report);
            }
        },
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentHere(BytePool pool) => pool.Rent(Size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnHere(ByteLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool) => pool.Rent(Size);
}
