using System.Buffers;
using System.Runtime.InteropServices;
using Tidepool.Settings;
using Tidepool.Tests.Processes;

namespace Tidepool.Tests.Safety;

/// <summary>A standard pool that serves some of its rents as a checked or guarded pool does.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B3")]
public class SampledModeTests
{
    private const int Size = 1_000;

    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Rent_EveryOneSampled_IsTracked(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, interval: 1);
        for (int rent = 0; rent < 10; rent++)
        {
            ByteLease lease = pool.Rent(Size);
            Memory<byte> memory = lease.Memory;
            memory.Span.Fill(1);
            Assert.True(IsTracked(memory));
            Assert.Equal(mode == PoolMode.Checked, MemoryMarshal.TryGetArray<byte>(memory, out _));
            Assert.Equal(Size, Assert.Single(pool.GetOutstanding()).Length);
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(() => memory.Span.Length);
            Snapshots.AssertAddsUp(pool.GetStatistics());
        }

        ByteLease large = pool.Rent(pool.MaxSize + 1);
        Assert.True(IsTracked(large.Memory));
        large.Return();
        pool.Trim();
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    public void WriteAfterReturn_OfASampledRent_IsReported()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = NewPool(PoolMode.Checked, interval: 1, reports);
        ByteLease lease = pool.Rent(Size);
        Span<byte> span = lease.Span;
        lease.Return();
        span[3] = 1;
        pool.Trim();
        Assert.Equal((MisuseKind.WrittenAfterReturn, 3), (Assert.Single(reports).Kind, reports[0].Offset));
    }

    [Fact]
    public void Rent_OneInMany_IsTrackedNowAndThen()
    {
        using BytePool pool = NewPool(PoolMode.Checked, interval: 1_000);
        int tracked = 0;
        for (int rent = 0; rent < 100_000; rent++)
        {
            using ByteLease lease = pool.Rent(Size);
            tracked += IsTracked(lease.Memory) ? 1 : 0;
        }

        Assert.InRange(tracked, 30, 300);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    public void Dispose_WhileASampledLeaseIsOut_ReportsItAndLeavesItUsable()
    {
        List<MisuseReport> reports = [];
        BytePool pool = NewPool(PoolMode.Guarded, interval: 1, reports);
        ByteLease lease = pool.Rent(Size);
        pool.Dispose();
        lease.Span.Fill(1);
        lease.Return();
        Assert.Equal((MisuseKind.OutAtDisposal, Size), (Assert.Single(reports).Kind, reports[0].Length));
        Assert.NotNull(reports[0].RentStack);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public void Rent_WithoutRoomInTheBudget_IsServedUntracked()
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = PoolMode.Checked, SampledModeInterval = 1, MaxTotalBytes = 1_024 });
        using ByteLease lease = pool.Rent(Size);
        Assert.False(IsTracked(lease.Memory));
        Assert.Equal(1_024, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Quarantine_OfAnyLength_IsCutToWhatIsKept()
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = PoolMode.Checked, SampledModeInterval = 1, QuarantineLength = int.MaxValue });
        pool.Rent(Size).Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Return_WhereNothingIdleIsKept_DropsTheTrackedBufferToo(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = mode, SampledModeInterval = 1, MaxBuffersPerBucket = 0 });
        pool.Rent(Size).Return();
        Assert.Equal((0, 0), (pool.GetStatistics().Idle, pool.GetStatistics().BytesHeld));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("", null, 0)]
    [InlineData("off", PoolMode.Standard, BytePoolOptions.DefaultSampledModeInterval)]
    [InlineData("Checked", PoolMode.Checked, BytePoolOptions.DefaultSampledModeInterval)]
    [InlineData("guarded:5", PoolMode.Guarded, 5)]
    public void Parse_KnownValues(string? value, PoolMode? mode, int interval) =>
        Assert.Equal(mode is { } known ? (known, interval) : null, ProcessSettings.ParseSample("The test", value));

    [Theory]
    [InlineData("on")]
    [InlineData("unpooled")]
    [InlineData("checked:0")]
    [InlineData("checked:-1")]
    [InlineData("checked:many")]
    [InlineData("checked:1:2")]
    [InlineData("off:5")]
    [Trait("Requirement", "B10")]
    public void Parse_UnknownValue_NamesItAndTheKnownOnes(string value)
    {
        string message = Assert.Throws<InvalidOperationException>(() => ProcessSettings.ParseSample("The test", value)).Message;
        Assert.StartsWith("The test", message, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains("off, checked or guarded", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PoolMode.Unpooled, 1, nameof(BytePoolOptions.SampledMode))]
    [InlineData((PoolMode)77, 1, nameof(BytePoolOptions.SampledMode))]
    [InlineData(PoolMode.Checked, 0, nameof(BytePoolOptions.SampledModeInterval))]
    [InlineData(PoolMode.Checked, -5, nameof(BytePoolOptions.SampledModeInterval))]
    [Trait("Requirement", "B10")]
    public void Options_OutOfRange_NameTheProperty(PoolMode mode, int interval, string property) =>
        Assert.Equal(property, Assert.Throws<ArgumentOutOfRangeException>(() =>
            new BytePool(new BytePoolOptions { SampledMode = mode, SampledModeInterval = interval })).ParamName);

    [Theory]
    [InlineData("checked:1", "all")]
    [InlineData("guarded:1", "all")]
    [InlineData("checked:200", "some")]
    [InlineData("off", "none")]
    [InlineData(null, "none")]
    public async Task Environment_OfAnotherProcess_SetsTheSampling(string? value, string expected)
    {
        ProgramResult result = await Processes.TestProgram.RunAsync(["sample"], value is null ? null : new() { ["TIDEPOOL_SAMPLE"] = value });
        Assert.Equal((0, "", expected), (result.ExitCode, result.Error, result["tracked"]));
    }

    /// <summary>Whether the memory is that of a tracked buffer rather than a plain array's.</summary>
    private static bool IsTracked(Memory<byte> memory) => MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(memory, out _);

    private static BytePool NewPool(PoolMode mode, int interval, List<MisuseReport>? reports = null) => new(new BytePoolOptions
    {
        SampledMode = mode,
        SampledModeInterval = interval,
        OnMisuse = reports is null ? static _ => { } : reports.Add,
    });
}
