namespace Tidepool.Tests;

[Trait("Requirement", "B1")]
public class StandardLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024 });
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "S1")]
public class GomempoolLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(16, 128 * 1024, 3);
}

/// <summary>Here every lease is homeless, and every return discards the buffer.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S1")]
public class KeepingNothingLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(16, 128 * 1024, 0);
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "S4")]
public class UnpooledLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024, Mode = PoolMode.Unpooled });
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
public class CheckedLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024, Mode = PoolMode.Checked, OnMisuse = static _ => { } });

    /// <summary>The array isn't accessible: the bytes past the requested length belong to the checker.</summary>
    protected override void AssertHasRoomFor(int capacity, ByteLease lease) => Assert.InRange(lease.Length, 0, capacity);
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
public class GuardedLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024, Mode = PoolMode.Guarded, OnMisuse = static _ => { } });

    /// <summary>There is no array.</summary>
    protected override void AssertHasRoomFor(int capacity, ByteLease lease) => Assert.InRange(lease.Length, 0, capacity);
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "B9")]
public class ClearingLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024, ClearOnReturn = true });
}

[Trait("Requirement", "B1")]
[Trait("Requirement", "B9")]
public class PinnedLeaseTests : LeaseContract
{
    protected override BytePool CreatePool() => new(new BytePoolOptions { MaxSize = 128 * 1024, Pinned = true });
}

[Trait("Requirement", "B1")]
public class DefaultLeaseTests
{
    [Fact]
    public void Use_OfDefault_Throws()
    {
        ByteLease lease = default;
        foreach (Action use in (Action[])[() => _ = lease.Span.Length, () => _ = lease.Memory, () => _ = lease.Length, () => _ = lease.Capacity, lease.Return])
        {
            InvalidOperationException exception = Assert.ThrowsAny<InvalidOperationException>(use);
            Assert.Contains("default", exception.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(BytePool.Rent), exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Dispose_OfDefault_DoesNothing()
    {
        ByteLease lease = default;
        lease.Dispose();
        lease.Dispose();
        Assert.True(lease.IsReturned);
    }

    [Fact]
    public void Equals_OfDefaults_IsTrue()
    {
        ByteLease one = default;
        ByteLease other = default;
        Assert.True(one == other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}

[Trait("Requirement", "B1")]
public class StaleLeaseMessageTests
{
    [Fact]
    public void Message_AfterReturn_NamesPoolSizeAndBucket()
    {
        using BytePool pool = new(new BytePoolOptions { Name = "frames", SizeClasses = SizeClassLadder.PowersOfTwo });
        ByteLease lease = pool.Rent(1_500);
        lease.Return();
        string message = Assert.Throws<BufferAlreadyReturnedException>(lease.Return).Message;
        Assert.Contains("\"frames\"", message, StringComparison.Ordinal);
        Assert.Contains("1,500 bytes", message, StringComparison.Ordinal);
        Assert.Contains("bucket 2,048", message, StringComparison.Ordinal);
        Assert.Contains("has not been rented since", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_OfOneByte_IsInTheSingular()
    {
        using BytePool pool = new(1, 1, 8);
        ByteLease lease = pool.Rent(1);
        Assert.Equal("1 byte in a buffer of 1", lease.ToString());
        lease.Return();
        Assert.StartsWith("A lease of 1 byte (bucket 1) was used",
            Assert.Throws<BufferAlreadyReturnedException>(() => lease.Memory).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_NamesTheModeThatShowsTheCulprit()
    {
        using BytePool pool = new(16, 4_096, 8);
        ByteLease lease = pool.Rent(100);
        lease.Return();
        Assert.EndsWith(
            "TIDEPOOL_MODE=checked shows who returned it.",
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "2 times")]
    [InlineData(57, "57 times")]
    [InlineData(1_234, "1,234 times")]
    public void Message_AfterFurtherRents_SaysHowMany(int rents, string expected)
    {
        using BytePool pool = new(new BytePoolOptions { Name = "frames", SizeClasses = SizeClassLadder.PowersOfTwo });
        ByteLease lease = pool.Rent(1_500);
        lease.Return();
        for (int rent = 0; rent < rents; rent++)
        {
            pool.Rent(1_100).Return();
        }

        string message = Assert.Throws<BufferAlreadyReturnedException>(lease.Return).Message;
        Assert.Contains("\"frames\"", message, StringComparison.Ordinal);
        Assert.Contains("bucket 2,048", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_OfAPoolWithoutName_NamesNone()
    {
        using BytePool pool = new(16, 64, 4);
        ByteLease lease = pool.Rent(20);
        lease.Return();
        Assert.DoesNotContain("\"", Assert.Throws<BufferAlreadyReturnedException>(lease.Return).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S11")]
    public void Message_OfAnUnpooledLease_SaysThatItIsUnpooled()
    {
        using BytePool pool = new(16, 64, 4);
        ByteLease lease = pool.Rent(65);
        lease.Return();
        string message = Assert.Throws<BufferAlreadyReturnedException>(() => _ = lease.Memory).Message;
        Assert.Contains("65 bytes", message, StringComparison.Ordinal);
        Assert.Contains("unpooled", message, StringComparison.Ordinal);
    }
}
