using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>A second return of an array whose buffer has been rented since, in another form: it is told from a foreign array.</summary>
[Trait("Requirement", "E1")]
public class ArrayReturnedTwiceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Return_OfAnArrayThatIsAnOwnersNow_IsReportedAndHarmsNobody(bool isDisposed)
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { OnMisuse = reports.Add });
        byte[] array = pool.AsArrayPool().Rent(1_024);
        pool.AsArrayPool().Return(array);
        IMemoryOwner<byte> owner = pool.AsMemoryPool(reuseOwners: true).Rent(1_024);
        Assert.Same(array, Buffers.ArrayOf(owner.Memory));
        if (isDisposed)
        {
            owner.Dispose();
        }

        Assert.Throws<BufferAlreadyReturnedException>(() => pool.AsArrayPool().Return(array));
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
        Assert.Equal(isDisposed ? 0 : 1, pool.GetStatistics().Rented);
        owner.Dispose();
        byte[] again = pool.AsArrayPool().Rent(1_024);
        Assert.Same(array, again);
        pool.AsArrayPool().Return(again);
        Assert.Equal((0, 1), (pool.GetStatistics().Rented, pool.GetStatistics().Idle));
    }
}
