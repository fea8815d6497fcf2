using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>The documented contract of <see cref="ArrayPool{T}"/>, also run on the framework's own pool as a control;
/// and what this adapter refuses beyond it.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "E1")]
public class ArrayPoolContractTests
{
    public static TheoryData<string> Pools => ["framework", .. Own];

    public static TheoryData<string> Own => ["Standard", "Unpooled", "Checked", "Guarded", "Sampled", "Clearing", "KeepingNothing"];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_GivesAtLeastSoManyBytes(string which) => With(which, static arrays =>
    {
        foreach (int size in (int[])[1, 16, 100, 4_096, 100_000, 3_000_000])
        {
            byte[][] rented = [.. Enumerable.Range(0, 5).Select(_ => arrays.Rent(size))];
            Assert.All(rented, array => Assert.True(array.Length >= size));
            Assert.Equal(5, rented.Distinct(ReferenceEqualityComparer.Instance).Count());
            foreach ((int index, byte[] array) in rented.Index())
            {
                // The whole array may be used.
                Array.Fill(array, (byte)index);
            }

            foreach ((int index, byte[] array) in rented.Index())
            {
                Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)index));
                arrays.Return(array);
            }
        }
    });

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_OfNone_GivesOneSharedEmptyArray(string which) => With(which, static arrays =>
    {
        byte[] empty = arrays.Rent(0);
        Assert.Empty(empty);
        Assert.Same(empty, arrays.Rent(0));
        arrays.Return(empty);
        arrays.Return(empty);
    });

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_OfANegativeLength_Throws(string which) => With(which, static arrays =>
        Assert.Equal("minimumLength", Assert.Throws<ArgumentOutOfRangeException>(() => arrays.Rent(-1)).ParamName));

    [Theory]
    [MemberData(nameof(Own))]
    public void Rent_OfTheLongestArray_IsTried_AndOfMoreRefused(string which) => With(which, static (arrays, pool) =>
    {
        FailingAllocation.Begin(pool);
        Assert.Throws<OutOfMemoryException>(() => arrays.Rent(Array.MaxLength));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("minimumLength", () => arrays.Rent(Array.MaxLength + 1));
        Assert.Contains($"0 to {Array.MaxLength:N0} bytes", error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Pools))]
    public void Return_OfNull_Throws(string which) => With(which, static arrays =>
        Assert.Equal("array", Assert.Throws<ArgumentNullException>(() => arrays.Return(null!)).ParamName));

    [Theory]
    [InlineData("framework")]
    [InlineData("Standard")]
    public void Return_WithoutClearing_LeavesTheContents(string which) => With(which, static arrays =>
    {
        byte[] array = arrays.Rent(1_000);
        Array.Fill(array, (byte)7);
        arrays.Return(array);
        byte[] again = arrays.Rent(1_000);
        Assert.Same(array, again);
        Assert.Equal(-1, again.AsSpan().IndexOfAnyExcept((byte)7));
        arrays.Return(again, clearArray: true);
        Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)0));
    });

    [Theory]
    [MemberData(nameof(Own))]
    public void Return_OfAForeignArray_IsRefused(string which) => With(which, static arrays =>
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => arrays.Return(new byte[1_024]));
        Assert.Equal("array", error.ParamName);
        Assert.Contains("1,024 bytes was not rented from this array pool", error.Message, StringComparison.Ordinal);
        byte[] elsewhere = ArrayPool<byte>.Shared.Rent(1_024);
        Assert.Throws<ArgumentException>(() => arrays.Return(elsewhere));
        ArrayPool<byte>.Shared.Return(elsewhere);
    });

    [Theory]
    [MemberData(nameof(Own))]
    public void Return_ToAnotherPoolOfOurs_IsRefused(string which) => With(which, static arrays =>
    {
        using BytePool other = new(new BytePoolOptions());
        byte[] array = other.AsArrayPool().Rent(1_024);
        Assert.Throws<ArgumentException>(() => arrays.Return(array));
        other.AsArrayPool().Return(array);
    });

    [Theory]
    [MemberData(nameof(Own))]
    public void Return_Twice_IsRefused(string which) => With(which, static arrays =>
    {
        foreach (int held in (int[])[1, 20])
        {
            byte[][] rented = [.. Enumerable.Range(0, held).Select(_ => arrays.Rent(1_000))];
            Array.ForEach(rented, array => arrays.Return(array));
            Assert.All(rented, array => Assert.Throws<BufferAlreadyReturnedException>(() => arrays.Return(array)));
        }
    });

    /// <summary>After this many rents the thread is recognized by its stack page, and takes the fast path.</summary>
    [Fact]
    [Trait("Requirement", "E1")]
    public void Return_TwiceAfterManyPairs_IsRefused()
    {
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 0 });
        ArrayPool<byte> adapter = pool.AsArrayPool();
        byte[] array = [];
        for (int pair = 0; pair < 100; pair++)
        {
            array = adapter.Rent(1_024);
            adapter.Return(array);
        }

        Assert.Throws<BufferAlreadyReturnedException>(() => adapter.Return(array));
        Assert.Equal((0, 1), (pool.GetStatistics().Rented, pool.GetStatistics().Idle));
    }

    [Fact]
    public void Return_OfAnArrayThatIsALeaseNow_IsRefusedAndHarmsNobody()
    {
        using BytePool pool = new(new BytePoolOptions());
        byte[] array = pool.AsArrayPool().Rent(1_024);
        pool.AsArrayPool().Return(array);
        using ByteLease lease = pool.Rent(1_024);
        Assert.Same(array, Buffers.ArrayOf(lease));
        Assert.Throws<BufferAlreadyReturnedException>(() => pool.AsArrayPool().Return(array, clearArray: true));
        Assert.False(lease.IsReturned);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Return_OfALeasesArray_IsRefused(int rentsBefore)
    {
        using BytePool pool = new(new BytePoolOptions());
        for (int rent = 0; rent < rentsBefore; rent++)
        {
            pool.Rent(1_024).Return();
        }

        using ByteLease lease = pool.Rent(1_024);
        Assert.Throws<ArgumentException>(() => pool.AsArrayPool().Return(Buffers.ArrayOf(lease)));
        Assert.False(lease.IsReturned);
    }

    [Fact]
    public void Return_OnAnotherThread_OfABufferThatWasALeaseBefore_Works()
    {
        using BytePool pool = new(new BytePoolOptions());
        pool.Rent(1_024).Return();
        byte[] array = pool.AsArrayPool().Rent(1_024);
        OtherThread.Run(() => pool.AsArrayPool().Return(array));
        Assert.Equal((2, 0), (pool.GetStatistics().Returned, pool.GetStatistics().Rented));
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void RentAndReturn_ByManyThreads_AddsUp(string which) => With(which, static (arrays, pool) =>
    {
        System.Collections.Concurrent.ConcurrentQueue<byte[]> exchange = [];
        System.Collections.Concurrent.ConcurrentQueue<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            try
            {
                Exchange(arrays, exchange, new Random(seed));
            }
#pragma warning disable CA1031 // Asserted below. Unhandled on this thread, it would end the process.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures.Enqueue(failure);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => Watchdog.Join(thread, "all threads have ended"));
        Assert.Empty(failures);
        while (exchange.TryDequeue(out byte[]? left))
        {
            arrays.Return(left);
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Snapshots.AssertAddsUp(statistics);
        Assert.Equal(0, statistics.Rented + statistics.Abandoned);
    });

    private static void Exchange(ArrayPool<byte> arrays, System.Collections.Concurrent.ConcurrentQueue<byte[]> exchange, Random random)
    {
        for (int round = 0; round < 500; round++)
        {
            exchange.Enqueue(arrays.Rent(random.Next(1, 5_000)));
            if (random.Next(3) > 0 && exchange.TryDequeue(out byte[]? array))
            {
                arrays.Return(array);
            }
        }
    }

    [Theory]
    [InlineData("Standard")]
    [InlineData("Checked")]
    [Trait("Requirement", "B3")]
    public void Drop_IsCounted(string which) => With(which, static (arrays, pool) =>
    {
        DropOne(arrays);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 1);
    });

    [Fact]
    [Trait("Requirement", "B2")]
    public void WriteAfterReturn_InCheckedMode_IsFound()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = reports.Add });
        byte[] array = pool.AsArrayPool().Rent(1_000);
        pool.AsArrayPool().Return(array);
        array[^1] = 1;
        pool.Trim();
        Assert.Equal((MisuseKind.WrittenAfterReturn, array.Length - 1), (Assert.Single(reports).Kind, reports[0].Offset));
    }

    /// <summary>The refused return doesn't clear the array: that would be reported as a write after return, and blamed on code that isn't at fault.</summary>
    [Fact]
    [Trait("Requirement", "B2")]
    public void ReturnTwice_WithClearing_InCheckedMode_IsTheOnlyMisuse()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = reports.Add });
        byte[] array = pool.AsArrayPool().Rent(1_000);
        pool.AsArrayPool().Return(array, clearArray: true);
        Assert.Throws<BufferAlreadyReturnedException>(() => pool.AsArrayPool().Return(array, clearArray: true));
        pool.Trim();
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public void Rent_BeyondTheBudget_Throws()
    {
        foreach (PoolMode mode in Enum.GetValues<PoolMode>())
        {
            using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxTotalBytes = 10_000 });
            byte[] array = pool.AsArrayPool().Rent(8_000);
            Assert.Throws<InsufficientMemoryException>(() => pool.AsArrayPool().Rent(8_000));
            pool.AsArrayPool().Return(array);
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void DropOne(ArrayPool<byte> arrays) => arrays.Rent(1_000)[0] = 1;

    private static void With(string which, Action<ArrayPool<byte>> test) => With(which, (arrays, _) => test(arrays));

    private static void With(string which, Action<ArrayPool<byte>, BytePool> test)
    {
        BytePoolOptions options = new() { OnMisuse = static _ => { } };
        switch (which)
        {
            case "framework":
                test(ArrayPool<byte>.Create(), BytePool.Shared);
                return;
            case "Sampled":
                options.SampledMode = PoolMode.Checked;
                options.SampledModeInterval = 1;
                break;
            case "Clearing":
                options.ClearOnReturn = true;
                break;
            case "KeepingNothing":
                options.MaxBuffersPerBucket = 0;
                break;
            default:
                options.Mode = Enum.Parse<PoolMode>(which);
                break;
        }

        using BytePool pool = new(options);
        ArrayPool<byte> arrays = pool.AsArrayPool();
        Assert.Same(arrays, pool.AsArrayPool());
        test(arrays, pool);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }
}
