using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.TestProgram.Misuse;
using Tidepool.Tests.Processes;
using Tidepool.Tracking;

namespace Tidepool.Tests.Safety;

/// <summary>What the guarded mode does besides crashing, and that a crash shows where it happened. The catalogue covers all crashes.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B2")]
public sealed class GuardedModeTests : IDisposable
{
    private const int Size = 1_000;

    private readonly List<MisuseReport> _reports = [];
    private readonly List<BytePool> _pools = [];

    public void Dispose() => _pools.ForEach(static pool => pool.Dispose());

    [Theory]
    [InlineData(nameof(MisuseAct.ReadSpan), "ReadStaleSpan")]
    [InlineData(nameof(MisuseAct.WriteSpan), "WriteStaleSpan")]
    [InlineData(nameof(MisuseAct.WriteOneBehind), "WriteBehindSpan")]
    public async Task Misuse_OfASpan_EndsTheProcessThereWithItsStack(string act, string method)
    {
        ProgramResult result = await Processes.TestProgram.RunAsync(["misuse", "Guarded", act, "AtOnce", "Lease", "Same"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(nameof(AccessViolationException), result.Error, StringComparison.Ordinal);

        // The first frame is the one in which the process died.
        string first = result.Error.Split('\n').First(static line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        Assert.Contains(method, first, StringComparison.Ordinal);
        Assert.Contains(nameof(MisuseScenario.Run), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GuardStart_WriteBeforeTheStart_EndsTheProcessThere()
    {
        ProgramResult result = await Processes.TestProgram.RunAsync(["underrun"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("WriteBefore", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, -1)]
    [InlineData(false, -100)]
    [InlineData(true, Size)]
    [InlineData(true, Size + 2_000)]
    public void Write_OnTheUnguardedSide_IsFoundAtTheReturn(bool guardStart, int offset)
    {
        BytePool pool = NewPool(guardStart);
        ByteLease lease = pool.Rent(Size);
        Unsafe.Add(ref MemoryMarshal.GetReference(lease.Span), offset) = 0x42;

        Assert.Throws<BufferOverrunException>(lease.Return);
        MisuseReport report = Assert.Single(_reports);
        Assert.Equal((MisuseKind.Overrun, (int?)offset, (byte)0x42), (report.Kind, report.Offset, report.Found.Span[0]));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(1_000_000)]
    [InlineData(20 * 1024 * 1024)]
    public void Rent_AnySize_GivesThatManyBytes(int size)
    {
        foreach (bool guardStart in (ReadOnlySpan<bool>)[false, true])
        {
            BytePool pool = NewPool(guardStart);
            for (int rent = 0; rent < 8; rent++)
            {
                using ByteLease lease = pool.Rent(size);
                Assert.Equal(size, lease.Span.Length);
                lease.Span.Fill((byte)rent);
                Assert.False(lease.Memory.Span.ContainsAnyExcept((byte)rent));
            }

            Snapshots.AssertAddsUp(pool.GetStatistics());
        }

        Assert.Empty(_reports);
    }

    [Fact]
    public void Memory_AfterReturn_Throws()
    {
        ByteLease lease = NewPool(guardStart: false).Rent(Size);
        Memory<byte> memory = lease.Memory;
        using (System.Buffers.MemoryHandle handle = memory[10..].Pin())
        {
            unsafe
            {
                ((byte*)handle.Pointer)[0] = 7;
            }
        }

        Assert.Equal(7, lease.Span[10]);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(() => memory.Span.Length);
        Assert.Throws<BufferAlreadyReturnedException>(() => memory.Pin());
    }

    [Fact]
    [Trait("Requirement", "B3")]
    [Trait("Requirement", "S13")]
    public void Span_OfADroppedLease_StaysUsable()
    {
        BytePool pool = NewPool(guardStart: false);
        Span<byte> span = SpanOfADroppedLease(pool);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 1);

        span.Fill(1);
        Assert.Equal(Size, span.Count((byte)1));
        Assert.Equal(MisuseKind.Dropped, Assert.Single(_reports).Kind);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    /// <summary>The collector doesn't track spans into these buffers, so the pool keeps the last of them accessible.</summary>
    [Fact]
    [Trait("Requirement", "B3")]
    public void BuffersOfDroppedLeases_AreKeptUpToSoManyBytes()
    {
        const int Large = 40 * 1024 * 1024;
        GuardedBuffer[] buffers = [.. Enumerable.Range(0, 3).Select(static _ => new GuardedBuffer(Large, guardsStart: false))];
        Queue<GuardedBuffer> abandoned = AbandonedOf(null);
        Array.ForEach(buffers, static buffer => buffer.Abandon());
        Assert.Equal([buffers[2]], abandoned);

        // A buffer larger than the limit stays until the next one is dropped.
        GuardedBuffer larger = new(2 * Large, guardsStart: false);
        larger.Abandon();
        Assert.Equal([larger], abandoned);
        new GuardedBuffer(Size, guardsStart: false).Abandon();
        Assert.Equal(Size, Assert.Single(abandoned).Capacity);
    }

    /// <summary>The slack of this buffer is longer than any span.</summary>
    [Fact]
    [Trait("Requirement", "B10")]
    public void Slack_OfTheLargestBuffer_IsWatchedAsFarAsASpanReaches()
    {
        GuardedBuffer buffer = new(Array.MaxLength, guardsStart: false);
        Assert.Equal(int.MaxValue, SlackOf(buffer, 0).Length);
        buffer.Free();
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Trim_GivesUpWhatIsIdle()
    {
        BytePool pool = NewPool(guardStart: false);
        ByteLease[] leases = [.. Enumerable.Range(0, 100).Select(_ => pool.Rent(Size))];
        Array.ForEach(leases, static lease => lease.Return());
        Assert.Equal(100, pool.GetStatistics().Idle);
        pool.Trim();
        Assert.Equal((0, 100), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    /// <summary>The system limits the number of page ranges with different protection in a process.</summary>
    [Fact]
    [Trait("Requirement", "B10")]
    public async Task Rent_BeyondTheSystemsLimit_ThrowsAndThePoolServesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other limits.");
        ProgramResult result = await Processes.TestProgram.RunAsync(["exhaust", "4096", "0"], new() { ["TIDEPOOL_MODE"] = "guarded" });

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("yes", result["failed"]);
        Assert.Equal("yes", result["intact"]);
        Assert.All((string[])["exhausted", "returned", "serving", "returned again"],
            moment => Assert.EndsWith("adds up yes", result[moment], StringComparison.Ordinal));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<byte> SpanOfADroppedLease(BytePool pool) => pool.Rent(Size).Span;

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_abandoned")]
    private static extern ref Queue<GuardedBuffer> AbandonedOf(GuardedBuffer? any);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SlackOf")]
    private static extern Span<byte> SlackOf(GuardedBuffer buffer, int length);

    private BytePool NewPool(bool guardStart)
    {
        BytePool pool = new(new BytePoolOptions
        {
            Mode = PoolMode.Guarded,
            GuardStart = guardStart,
            QuarantineLength = 4,
            OnMisuse = report =>
            {
                lock (_reports)
                {
                    _reports.Add(report);
                }
            },
        });
        _pools.Add(pool);
        return pool;
    }
}
