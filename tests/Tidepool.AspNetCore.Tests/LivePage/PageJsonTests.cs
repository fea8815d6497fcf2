using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tidepool.AspNetCore.LivePage;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>What the JSON reports about the pools.</summary>
[Trait("Requirement", "E4")]
public class PageJsonTests
{
    /// <summary>More than enough: the collector finds a dropped lease much sooner.</summary>
    private const int MostRounds = 20;

    [Fact]
    public async Task Page_SaysWhatItIs()
    {
        await using PageApplication application =
            await PageApplication.StartAsync(new TidepoolPageOptions { UpdateInterval = TimeSpan.FromSeconds(2), HistoryLength = 10 });
        JsonElement page = await application.GetJsonAsync();
        Assert.Equal(1, page.Number("version"));
        Assert.Equal(2, page.Number("updateSeconds"));
        Assert.Equal(10, page.Number("historyLength"));
        JsonElement process = page.GetProperty("process");
        Assert.Equal(Environment.ProcessId, process.Number("id"));
        Assert.InRange(process.Number("workingSetBytes"), 1, long.MaxValue);
        Assert.InRange(process.Number("heapBytes"), 1, long.MaxValue);
        Assert.InRange(process.Number("memoryLimitBytes"), 1, long.MaxValue);
    }

    [Fact]
    public async Task Pool_AfterSomeUse_HasTheNumbersOfItsStatistics()
    {
        using BytePool pool = TestPools.Create(budget: 10_000_000, configure: static options => options.MaxSize = 100_000);
        pool.Use(1000, 4);
        pool.Use(1000, 3);
        using ByteLease held = pool.Rent(900);
        using ByteLease larger = pool.Rent(200_000);
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement shown = await application.GetPoolAsync(pool.Name!);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(nameof(PoolMode.Standard), shown.GetProperty("mode").GetString());
        Assert.Equal(pool.Name, shown.GetProperty("label").GetString());
        Assert.Equal(pool.MinSize, shown.Number("minSize"));
        Assert.Equal(pool.MaxSize, shown.Number("maxSize"));
        Assert.Equal(10_000_000, shown.Number("budgetBytes"));
        Assert.Equal(statistics.BytesRented / 10_000_000.0, shown.GetProperty("budgetShare").GetDouble());
        Assert.Equal(statistics.BytesHeld, shown.Number("bytesHeld"));
        Assert.Equal(statistics.BytesRented, shown.Number("bytesRented"));
        Assert.Equal(200_900, shown.Number("bytesRequested"));
        Assert.Equal(statistics.PeakBytesRented, shown.Number("peakBytesRented"));
        Assert.Equal((4, 5), (shown.Number("hits"), shown.Number("misses")));
        Assert.Equal(4 / 9.0, shown.GetProperty("hitRate").GetDouble());
        Assert.Equal((2, 3, 7), (shown.Number("rented"), shown.Number("idle"), shown.Number("returned")));

        JsonElement[] buckets = [.. shown.GetProperty("buckets").EnumerateArray()];
        Assert.Equal([1024, 0], buckets.Select(static bucket => bucket.Number("size")));
        Assert.Equal((statistics.Buckets[0].PeakRented, 1), (buckets[0].Number("peakRented"), buckets[1].Number("peakRented")));
        Assert.Equal((4 * 1024, 4, 4, 0.5),
            (buckets[0].Number("bytesHeld"), buckets[0].Number("hits"), buckets[0].Number("misses"), buckets[0].GetProperty("hitRate").GetDouble()));
        Assert.Equal((200_000, 0, 1), (buckets[1].Number("bytesHeld"), buckets[1].Number("hits"), buckets[1].Number("misses")));
    }

    [Theory]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public async Task Pool_InAnyMode_IsShown(PoolMode mode)
    {
        using BytePool pool = TestPools.Create(mode: mode);
        pool.Use(5000, 2);
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement shown = await application.GetPoolAsync(pool.Name!);
        Assert.Equal(mode.ToString(), shown.GetProperty("mode").GetString());
        Assert.Equal(2, shown.Number("misses"));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("budgetBytes").ValueKind);
    }

    [Fact]
    public async Task Pools_OfOneNameOrNone_AreToldApart()
    {
        string name = $"twin {Guid.NewGuid():N}";
        using BytePool one = TestPools.Create(name);
        using BytePool other = TestPools.Create(name);
        using BytePool unnamed = TestPools.Create(configure: static options => options.Name = null);
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement page = await application.GetJsonAsync();
        long[] ids = [.. page.Pools(name).Select(static pool => pool.Number("id"))];
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Contains(page.GetProperty("pools").EnumerateArray(), static pool =>
            pool.GetProperty("name").ValueKind == JsonValueKind.Null && pool.GetProperty("label").GetString() == $"unnamed pool {pool.Number("id")}");
    }

    [Fact]
    public async Task Pool_ThatWasDisposed_IsGone()
    {
        using BytePool pool = TestPools.Create();
        await using PageApplication application = await PageApplication.StartAsync();
        Assert.Single((await application.GetJsonAsync()).Pools(pool.Name!));
        pool.Dispose();
        Assert.Empty((await application.GetJsonAsync()).Pools(pool.Name!));
    }

    [Fact]
    public async Task Callers_WhoWaitForABudget_AreAFinding()
    {
        using BytePool pool = TestPools.Create(budget: 4096);
        ByteLease first = pool.Rent(4096);
        ValueTask<ByteLease> waiting = pool.RentAsync(4096, TestContext.Current.CancellationToken);
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement page = await application.GetJsonAsync();
        Assert.Equal((1, 1), (page.Pool(pool.Name!).Number("waiting"), page.Pool(pool.Name!).Number("waits")));
        Assert.Contains($"1 caller is waiting for the budget of “{pool.Name}”: 4 KiB, 100 % of it rented.", FindingsIn(page));
        first.Return();
        ByteLease second = await waiting;
        page = await application.GetJsonAsync();
        Assert.Equal((0, 1), (page.Pool(pool.Name!).Number("waiting"), page.Pool(pool.Name!).Number("waits")));
        Assert.Contains($"100 % of the budget of “{pool.Name}” (4 KiB) is rented.", FindingsIn(page));
        second.Return();
        // Idle buffers are released before any caller has to wait.
        Assert.DoesNotContain(FindingsIn(await application.GetJsonAsync()), finding => finding!.Contains(pool.Name!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rents_ThatABudgetRefused_AreCountedAndAFinding()
    {
        using BytePool pool = TestPools.Create(budget: 4096);
        using ByteLease all = pool.Rent(4096);
        Assert.False(pool.TryRent(4096, out _));
        Assert.False(pool.TryRent(4096, out _));
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement page = await application.GetJsonAsync();
        Assert.Equal(2, page.Pool(pool.Name!).Number("refused"));
        Assert.InRange(page.GetProperty("totals").Number("refused"), 2, long.MaxValue);
        Assert.Contains($"The budget of “{pool.Name}” (4 KiB) has refused 2 rents since the pool was created.", FindingsIn(page));
    }

    [Fact]
    public async Task Leases_ThatAreOut_AreListedOldestFirstWithTheirCallSites()
    {
        using BytePool pool = TestPools.Create(mode: PoolMode.Checked);
        ByteLease[] leases = [.. Enumerable.Range(0, 25).Select(place => RentHere(pool, 1000 + place))];
        await using PageApplication application = await PageApplication.StartAsync();
        JsonElement shown = await application.GetPoolAsync(pool.Name!);
        Assert.Equal(25, shown.Number("outstandingKnown"));
        JsonElement[] listed = [.. shown.GetProperty("outstanding").EnumerateArray()];
        Assert.Equal(20, listed.Length);
        Assert.Equal(Enumerable.Range(1000, 20), listed.Select(static lease => (int)lease.Number("length")));
        Assert.All(listed, static lease =>
        {
            Assert.Equal(1024, lease.Number("bucketSize"));
            Assert.Equal($"{typeof(PageJsonTests).FullName}.{nameof(RentHere)}", lease.GetProperty("callSite").GetString());
            Assert.Contains($"{typeof(PageJsonTests).FullName}.{nameof(Leases_ThatAreOut_AreListedOldestFirstWithTheirCallSites)}",
                lease.GetProperty("stack").EnumerateArray().Select(static call => call.GetString()));
        });
        long[] ids = [.. listed.Select(static lease => lease.Number("id"))];
        Assert.Equal(20, ids.Distinct().Count());
        Assert.Equal(ids, (await application.GetPoolAsync(pool.Name!)).GetProperty("outstanding").EnumerateArray().Select(static lease => lease.Number("id")));
        Array.ForEach(leases, static lease => lease.Return());
    }

    [Fact]
    public async Task Lease_ThatWasDropped_IsCountedAndReportedWithItsCallSite()
    {
        using BytePool pool = TestPools.Create(configure: static options => options.LeakSamplingInterval = 1);
        await using PageApplication application = await PageApplication.StartAsync();
        Drop(pool);
        JsonElement page;
        int rounds = 0;
        do
        {
            FullCollections.Run();
            page = await application.GetJsonAsync();
        }
        while (!ReportsIn(page, pool).Any() && ++rounds < MostRounds);

        JsonElement report = ReportsIn(page, pool).Single();
        Assert.Equal(nameof(MisuseKind.Dropped), report.GetProperty("kind").GetString());
        Assert.Contains("1,000 bytes", report.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Contains(nameof(Drop), report.GetProperty("details").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, page.Pool(pool.Name!).Number("abandoned"));
        Assert.Contains($"1 lease of “{pool.Name}” has been dropped without being returned since the pool was created.", FindingsIn(page));
    }

    [Fact]
    public async Task OnMisuse_OfAUser_IsCalledAsWithoutThePage()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = TestPools.Create(mode: PoolMode.Checked, configure: options => options.OnMisuse = reports.Add);
        await using PageApplication application = await PageApplication.StartAsync();
        ReturnTwice(pool);
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
        Assert.Equal(nameof(MisuseKind.ReturnedTwice), ReportsIn(await application.GetJsonAsync(), pool).Single().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task ApplicationThatIsNeverStarted_ListensUntilItIsDisposed()
    {
        using BytePool pool = TestPools.Create(mode: PoolMode.Checked);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddTidepool();
        LatestMisuse misuse;
        await using (WebApplication application = builder.Build())
        {
            application.MapTidepool(PageApplication.Path);
            misuse = application.Services.GetRequiredService<LatestMisuse>();
            ReturnTwice(pool);
            Assert.Single(misuse.Reports(), report => report.Pool == pool.Name);
        }

        ReturnTwice(pool);
        Assert.Single(misuse.Reports(), report => report.Pool == pool.Name);
    }

    private static void ReturnTwice(BytePool pool)
    {
        ByteLease lease = pool.Rent(100);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
    }

    private static IEnumerable<JsonElement> ReportsIn(JsonElement page, BytePool pool) =>
        page.GetProperty("misuse").EnumerateArray().Where(report => report.GetProperty("pool").GetString() == pool.Name);

    private static IEnumerable<string?> FindingsIn(JsonElement page) =>
        page.GetProperty("findings").EnumerateArray().Select(static finding => finding.GetString());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentHere(BytePool pool, int size) => pool.Rent(size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Dropping it is the test.")]
    private static void Drop(BytePool pool) => pool.Rent(1000);
}
