using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Tests;

/// <summary>The contract of every lease, whatever its pool. Each kind of pool runs these tests.</summary>
[SuppressMessage("Design", "CA1012:Abstract types should not have public constructors", Justification = "Test classes get their data through public members.")]
public abstract class LeaseContract : IDisposable
{
    private BytePool? _pool;

    public static TheoryData<int> Sizes => [0, 1, 100, 128, 4_096, 70_000, 200_000];

    public static TheoryData<string> Uses => [.. s_uses.Keys];

    protected BytePool Pool => _pool ??= CreatePool();

    private static readonly Dictionary<string, Action<ByteLease>> s_uses = new()
    {
        ["Span"] = static lease => _ = lease.Span.Length,
        ["Memory"] = static lease => _ = lease.Memory,
        ["Length"] = static lease => _ = lease.Length,
        ["Capacity"] = static lease => _ = lease.Capacity,
        ["Return"] = static lease => lease.Return(),
    };

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <returns>A new pool whose largest buffer has 128 KiB.</returns>
    protected abstract BytePool CreatePool();

    protected virtual void Dispose(bool disposing) => _pool?.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Requirement", "S6")]
    [Trait("Requirement", "S7")]
    public void Rent_AnySize_GivesExactlySoManyBytes(int size)
    {
        using ByteLease lease = Pool.Rent(size);
        Assert.Equal(size, lease.Length);
        Assert.Equal(size, lease.Span.Length);
        Assert.Equal(size, lease.Memory.Length);
        Assert.True(lease.Capacity >= size);
        AssertHasRoomFor(lease.Capacity, lease);
        Assert.False(lease.IsReturned);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    [Trait("Requirement", "S7")]
    public void Span_AndMemory_AreTheSameBytesEachTime(int size)
    {
        using ByteLease lease = Pool.Rent(size);
        lease.Span.Fill(0x5A);
        Buffers.AssertAllAre(0x5A, lease.Memory.Span);
        lease.Memory.Span.Fill(0xA5);
        Buffers.AssertAllAre(0xA5, lease.Span);
        Assert.True(Unsafe.AreSame(ref MemoryMarshal.GetReference(lease.Span), ref MemoryMarshal.GetReference(lease.Memory.Span)));
        Assert.True(Unsafe.AreSame(ref MemoryMarshal.GetReference(lease.Span), ref MemoryMarshal.GetReference(lease.Span)));
        Assert.Equal(lease.Memory, lease.Memory);
    }

    [Fact]
    [Trait("Requirement", "S7")]
    public void ToString_InEachState_SaysIt()
    {
        ByteLease lease = Pool.Rent(1_000);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"1,000 bytes in a buffer of {lease.Capacity:N0}"), lease.ToString());
        lease.Return();
        Assert.Equal("returned", lease.ToString());
        Assert.Equal("default: never rented", default(ByteLease).ToString());
        Assert.Matches($"^BytePool \\(\\w+, {Pool.MinSize:N0} to {Pool.MaxSize:N0} bytes\\)$", Pool.ToString());
        Assert.EndsWith("0 abandoned, " + Pool.GetStatistics().BytesHeld.ToString("N0", CultureInfo.InvariantCulture) + " bytes held",
            Pool.GetStatistics().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    [Trait("Requirement", "S9")]
    public void Use_AfterReturn_Throws(string use)
    {
        ByteLease lease = Pool.Rent(100);
        ByteLease copy = lease;
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(() => s_uses[use](lease));
        Assert.Throws<BufferAlreadyReturnedException>(() => s_uses[use](copy));
        Assert.Throws<BufferAlreadyReturnedException>(() => OtherThread.Run(() => s_uses[use](lease)));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    [Trait("Requirement", "S9")]
    public void Use_AfterDispose_Throws(string use)
    {
        ByteLease lease = Pool.Rent(100);
        lease.Dispose();
        Assert.Throws<BufferAlreadyReturnedException>(() => s_uses[use](lease));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    [Trait("Requirement", "S9")]
    public void Use_AfterReturnOnAnotherThread_Throws(string use)
    {
        ByteLease lease = Pool.Rent(100);
        OtherThread.Run(lease.Return);
        Assert.Throws<BufferAlreadyReturnedException>(() => s_uses[use](lease));
        Assert.Throws<BufferAlreadyReturnedException>(() => OtherThread.Run(() => s_uses[use](lease)));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    [Trait("Requirement", "S9")]
    public void Use_AfterTheBufferWasRentedAgain_ThrowsAndLeavesTheNextRenterAlone(string use)
    {
        ByteLease stale = Pool.Rent(100);
        stale.Return();
        for (int again = 0; again < 200; again++)
        {
            ByteLease next = Pool.Rent(100);
            next.Span.Fill((byte)again);
            Assert.Throws<BufferAlreadyReturnedException>(() => s_uses[use](stale));
            stale.Dispose();
            Assert.True(stale.IsReturned);
            Assert.False(next.IsReturned);
            Buffers.AssertAllAre((byte)again, next.Span);
            next.Return();
        }

        using ByteLease last = Pool.Rent(100);
        Assert.Throws<BufferAlreadyReturnedException>(() => OtherThread.Run(() => s_uses[use](stale)));
        OtherThread.Run(stale.Dispose);
        Assert.False(last.IsReturned);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Requirement", "S9")]
    public void Return_Twice_NeverYieldsTwoLeasesOfOneBuffer(bool firstElsewhere, bool secondElsewhere)
    {
        ByteLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => Pool.Rent(100))];
        foreach (ByteLease lease in leases)
        {
            RunOn(firstElsewhere, lease.Return);
            Assert.Throws<BufferAlreadyReturnedException>(() => RunOn(secondElsewhere, lease.Return));
            RunOn(secondElsewhere, lease.Dispose);
        }

        ByteLease[] next = [.. Enumerable.Range(0, 60).Select(_ => Pool.Rent(100))];
        AssertDistinct(next);
        Assert.All(leases, static lease => Assert.True(lease.IsReturned));
        Assert.All(next, static lease => lease.Return());
        BytePoolStatistics statistics = Pool.GetStatistics();
        Assert.Equal(80, statistics.Returned);
        Assert.Equal(0, statistics.Rented);
        Snapshots.AssertAddsUp(statistics);
    }

    [Fact]
    [Trait("Requirement", "S9")]
    public void Return_Twice_LeavesThePoolAsItWas()
    {
        ByteLease lease = Pool.Rent(100);
        using ByteLease other = Pool.Rent(100);
        lease.Return();
        string before = Snapshots.Of(Pool);
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        lease.Dispose();
        lease.Dispose();
        Assert.Equal(before, Snapshots.Of(Pool));
    }

    [Fact]
    public void Dispose_ManyTimes_ReturnsOnce()
    {
        ByteLease lease = Pool.Rent(100);
        lease.Dispose();
        lease.Dispose();
        OtherThread.Run(lease.Dispose);
        BytePoolStatistics statistics = Pool.GetStatistics();
        Assert.Equal(1, statistics.Returned);
    }

    [Fact]
    public void IsReturned_OfEachCopy_TurnsTrueWithTheReturn()
    {
        ByteLease lease = Pool.Rent(100);
        ByteLease copy = lease;
        Assert.False(lease.IsReturned);
        Assert.False(OtherThread.Run(() => copy.IsReturned));
        copy.Return();
        Assert.True(lease.IsReturned);
        Assert.True(copy.IsReturned);
        Assert.True(OtherThread.Run(() => lease.IsReturned));
    }

    [Fact]
    public void Equals_IsTrueForCopiesOfOneRentOnly()
    {
        ByteLease lease = Pool.Rent(100);
        ByteLease copy = lease;
        using ByteLease other = Pool.Rent(100);
        Assert.True(lease == copy);
        Assert.False(lease != copy);
        Assert.True(lease.Equals((object)copy));
        Assert.Equal(lease.GetHashCode(), copy.GetHashCode());
        Assert.False(lease == other);
        Assert.True(lease != other);
        Assert.False(lease.Equals((object?)null));
        Assert.False(lease.Equals("a lease"));
        Assert.NotEqual(default, lease);

        lease.Return();
        using ByteLease again = Pool.Rent(100);
        Assert.NotEqual(lease, again);
        Assert.Equal(lease, copy);
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Lease_PassedToAnotherThread_IsUsedAndReturnedThere()
    {
        ByteLease lease = Pool.Rent(100);
        lease.Span.Fill(7);
        OtherThread.Run(() =>
        {
            Buffers.AssertAllAre(7, lease.Span);
            lease.Span.Fill(8);
            lease.Return();
        });
        Assert.True(lease.IsReturned);

        ByteLease theirs = OtherThread.Run(() => Pool.Rent(100));
        theirs.Span.Fill(9);
        OtherThread.Run(() => Buffers.AssertAllAre(9, theirs.Span));
        theirs.Return();
        Assert.Throws<BufferAlreadyReturnedException>(theirs.Return);
        Snapshots.AssertAddsUp(Pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "S9")]
    public void Return_InAnyOrder_LeavesEachOtherLeaseAlone()
    {
        List<(ByteLease Lease, byte Mark)> held = [];
        Random random = new(1);
        for (int step = 0; step < 3_000; step++)
        {
            if (held.Count < 40 && random.Next(2) == 0)
            {
                ByteLease lease = Pool.Rent(random.Next(300));
                byte mark = (byte)random.Next(256);
                lease.Span.Fill(mark);
                held.Add((lease, mark));
            }
            else if (held.Count > 0)
            {
                int index = random.Next(held.Count);
                (ByteLease lease, byte mark) = held[index];
                held.RemoveAt(index);
                Buffers.AssertAllAre(mark, lease.Span);
                RunOn(random.Next(50) == 0, lease.Return);
                Assert.True(lease.IsReturned);
            }

            Assert.All(held, static pair => Assert.False(pair.Lease.IsReturned));
        }

        Assert.All(held, static pair => Buffers.AssertAllAre(pair.Mark, pair.Lease.Span));
        Snapshots.AssertAddsUp(Pool.GetStatistics());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [Trait("Requirement", "B10")]
    [Trait("Requirement", "S4")]
    public void Rent_OfAnImpossibleSize_NamesItAndLeavesThePoolAsItWas(int size)
    {
        using ByteLease held = Pool.Rent(100);
        string before = Snapshots.Of(Pool);
        foreach (Action rent in (Action[])[() => Pool.Rent(size), () => Pool.Allocate(size), () => Pool.CreateAllocator().Allocate(size)])
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(rent);
            Assert.Equal("size", exception.ParamName);
            Assert.Equal(size, exception.ActualValue);
            Assert.Contains(size < 0 ? "Check how it was computed" : $"at most {Array.MaxLength:N0} bytes. Split", exception.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshots.Of(Pool));
        }

        Pool.Rent(100).Return();
    }

    private static void RunOn(bool otherThread, Action action)
    {
        if (otherThread)
        {
            OtherThread.Run(action);
        }
        else
        {
            action();
        }
    }

    /// <summary>Asserts that the buffer has as many bytes as its capacity says.</summary>
    protected virtual void AssertHasRoomFor(int capacity, ByteLease lease) => Assert.Equal(capacity, Buffers.ArrayOf(lease).Length);

    private static void AssertDistinct(ByteLease[] leases)
    {
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i].Span[0] = (byte)i;
        }

        for (int i = 0; i < leases.Length; i++)
        {
            Assert.Equal((byte)i, leases[i].Span[0]);
        }
    }
}
