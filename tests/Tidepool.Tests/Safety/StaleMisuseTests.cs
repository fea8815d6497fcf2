namespace Tidepool.Tests.Safety;

/// <summary>A misuse that throws is also reported to listeners, because the exception may be swallowed.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
public class StaleMisuseTests
{
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void UseAndReturn_AfterTheReturn_AreToldWithTheirCalls(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Name = "frames", Mode = mode, OnMisuse = reports.Add });
        ByteLease lease = pool.Rent(5_000);
        lease.Return();

        Assert.Throws<BufferAlreadyReturnedException>(() => lease.Span.Length);
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        lease.Dispose();

        Assert.Equal([MisuseKind.UsedAfterReturn, MisuseKind.ReturnedTwice], reports.Select(static report => report.Kind));
        Assert.All(reports, static report =>
        {
            Assert.Equal(("frames", 5_000), (report.PoolName, report.Length));
            Assert.NotNull(report.MisuseStack);
            Assert.Contains(nameof(UseAndReturn_AfterTheReturn_AreToldWithTheirCalls), report.ToString(), StringComparison.Ordinal);
        });
        Assert.Contains("\n  used at\n", reports[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("\n  returned again at\n", reports[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Return_AfterTheBufferWasRentedAgain_IsToldWithoutItsSize()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { OnMisuse = reports.Add });
        ByteLease lease = pool.Rent(5_000);
        lease.Return();
        using ByteLease next = pool.Rent(5_001);

        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        MisuseReport report = Assert.Single(reports);
        Assert.Null(report.Length);
        Assert.StartsWith("Tidepool: a lease (bucket 8,192) was returned twice.", report.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The call throws the callback's exception, as with all misuse.</summary>
    [Fact]
    public void Callback_Throwing_ComesOutOfTheUse()
    {
        using BytePool pool = new(new BytePoolOptions { OnMisuse = static _ => throw new NotSupportedException("told") });
        ByteLease lease = pool.Rent(100);
        lease.Return();
        Assert.Throws<NotSupportedException>(lease.Return);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "E1")]
    public void Array_ReturnedTwice_IsCalledAnArray()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { OnMisuse = reports.Add });
        byte[] array = pool.AsArrayPool().Rent(1_000);
        pool.AsArrayPool().Return(array);
        string message = Assert.Throws<BufferAlreadyReturnedException>(() => pool.AsArrayPool().Return(array)).Message;
        Assert.StartsWith("An array of 1,000 bytes (bucket 1,024)", message, StringComparison.Ordinal);
        Assert.Contains("Return an array once, from a single owner", message, StringComparison.Ordinal);
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
    }
}
