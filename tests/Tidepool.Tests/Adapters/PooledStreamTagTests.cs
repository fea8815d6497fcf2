using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Adapters;

/// <summary>Reports about a stream's blocks carry the stream's tag.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
[Trait("Requirement", "S13")]
public class PooledStreamTagTests
{
    private const int BlockSize = 256;
    private const string Tag = "order 7";

    /// <summary>Standard mode records every rent here; by default it records one in N.</summary>
    public static TheoryData<PoolMode> ModesThatRecord => [PoolMode.Standard, PoolMode.Checked, PoolMode.Guarded];

    [Theory]
    [MemberData(nameof(ModesThatRecord))]
    public void Stream_OutWhenItsPoolIsDisposed_IsReportedByItsTag(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = NewPool(mode, reports);
        using PooledStream tagged = new(pool, BlockSize) { Tag = Tag };
        using PooledStream untagged = new(pool, BlockSize);
        tagged.Write(new byte[2 * BlockSize]);
        untagged.Write(new byte[BlockSize]);
        using ByteLease other = pool.Rent(BlockSize);
        tagged.Write(new byte[BlockSize]);
        AssertTags(pool.GetOutstanding().Select(static lease => (lease.Tag, lease.ToString())));
        pool.Dispose();
        Assert.All(reports, static report => Assert.Equal(MisuseKind.OutAtDisposal, report.Kind));
        AssertTags(reports.Select(static report => (report.Tag, report.ToString())));

        static void AssertTags(IEnumerable<(string? Tag, string Text)> reported)
        {
            (string? Tag, string Text)[] all = [.. reported];
            Assert.Equal([null, null, Tag, Tag, Tag], all.Select(static one => one.Tag).Order());
            Assert.All(all, static one => Assert.Equal(one.Tag is not null, one.Text.Contains("rented for \"order 7\" by thread", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(ModesThatRecord))]
    public void Stream_Dropped_IsReportedByItsTag(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = NewPool(mode, reports);
        Drop(pool);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 2);
        Assert.Equal(2, pool.GetStatistics().Abandoned);
        MisuseReport[] dropped = [.. reports.Where(static report => report.Kind == MisuseKind.Dropped)];
        Assert.Equal([null, Tag], dropped.Select(static report => report.Tag).Order());
    }

    /// <summary>A rent that fails for lack of memory or budget doesn't leave the stream's tag to a later rent.</summary>
    [Theory]
    [MemberData(nameof(ModesThatRecord))]
    public void Rent_AfterAStreamsRentThatFailed_HasNoTag(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, []);
        pool.MaxTotalBytes = BlockSize;
        ByteLease held = pool.Rent(BlockSize);
        using PooledStream stream = new(pool, BlockSize) { Tag = Tag };
        Assert.Throws<InsufficientMemoryException>(() => stream.Write(new byte[1]));
        held.Return();
        using ByteLease other = pool.Rent(BlockSize);
        Assert.Null(Assert.Single(pool.GetOutstanding()).Tag);
    }

    [Fact]
    public void Block_WrittenAfterItsReturn_IsReportedByTheStreamsTag()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = NewPool(PoolMode.Checked, reports);
        PooledStream stream = new(pool, BlockSize) { Tag = Tag };
        Span<byte> span = stream.GetSpan(1);
        stream.Dispose();
        span[0]++;
        pool.Trim();
        MisuseReport report = Assert.Single(reports);
        Assert.Equal((MisuseKind.WrittenAfterReturn, Tag), (report.Kind, report.Tag));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool)
    {
#pragma warning disable CA2000 // Dropping them is the point.
        new PooledStream(pool, BlockSize) { Tag = Tag }.Write(new byte[1]);
        new PooledStream(pool, BlockSize).Write(new byte[1]);
#pragma warning restore CA2000
    }

    private static BytePool NewPool(PoolMode mode, List<MisuseReport> reports) =>
        new(new BytePoolOptions { Mode = mode, MinSize = BlockSize, LeakSamplingInterval = 1, OnMisuse = reports.Add });
}
