using System.Runtime.CompilerServices;

namespace Tidepool.Integration.Tests;

/// <summary>The premise of all other tests here: no fault goes unnoticed.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B3")]
public class WatchedPoolTests
{
    [Fact]
    public async Task AssertClean_AfterUse_Passes()
    {
        using WatchedPool watched = new();
        watched.Pool.Rent(1_000).Return();
        await watched.AssertCleanAsync();
    }

    [Fact]
    public async Task AssertClean_OfAPoolThatNobodyUsed_Fails()
    {
        using WatchedPool watched = new();
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => watched.AssertCleanAsync());
    }

    [Fact]
    public async Task AssertClean_WhereALeaseWasDropped_Fails()
    {
        using WatchedPool watched = new();
        DropOne(watched.Pool);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => watched.AssertCleanAsync());
    }

    [Fact]
    public async Task AssertClean_WhereABufferWasWrittenAfterItsReturn_Fails()
    {
        using WatchedPool watched = new();
        byte[] array = watched.Pool.AsArrayPool().Rent(1_000);
        watched.Pool.AsArrayPool().Return(array);
        array[10] = 1;
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => watched.AssertCleanAsync());
    }

    [Fact]
    public async Task AssertClean_WhereAReusedOwnerWasDisposedTwice_Fails()
    {
        using WatchedPool watched = new();
        System.Buffers.IMemoryOwner<byte> owner = watched.Pool.AsMemoryPool(reuseOwners: true).Rent(1_000);
        owner.Dispose();
        owner.Dispose();
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => watched.AssertCleanAsync());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropOne(BytePool pool) => pool.Rent(1_000).Span[0] = 1;
}
