using System.Net;
using System.Text.Json;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Server-sent updates, with a clock that advances only on request.</summary>
[Trait("Requirement", "E4")]
public class UpdateTests
{
    private const int Size = 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Updates_AsTimePasses_TellWhatHasChanged()
    {
        using BytePool pool = TestPools.Create();
        CountedTime time = new();
        await using PageApplication application = await StartAsync(time);
        await using Listening listening = await Listening.StartAsync(application);
        JsonElement first = await listening.NextAsync();
        Assert.Equal(JsonValueKind.Array, first.GetProperty("history").ValueKind);
        Assert.Equal(JsonValueKind.Null, first.Pool(pool.Name!).GetProperty("rentsPerSecond").ValueKind);

        pool.Use(Size, 10);
        JsonElement update = await listening.NextAsync(time, s_interval);
        Assert.False(update.TryGetProperty("history", out _), "The history came twice.");
        Assert.Equal(10, update.Pool(pool.Name!).Number("misses"));
        Assert.Equal(2, update.Pool(pool.Name!).GetProperty("rentsPerSecond").GetDouble());
        Assert.Equal(2, update.Pool(pool.Name!).GetProperty("madePerSecond").GetDouble());
        Assert.Equal(s_interval, update.GetProperty("takenAt").GetDateTimeOffset() - first.GetProperty("takenAt").GetDateTimeOffset());

        pool.Use(Size, 5);
        update = await listening.NextAsync(time, s_interval);
        // How many of them were hits depends on the thread.
        Assert.Equal(1, update.Pool(pool.Name!).GetProperty("rentsPerSecond").GetDouble());
        Assert.Equal((pool.GetStatistics().Misses - 10) / s_interval.TotalSeconds, update.Pool(pool.Name!).GetProperty("madePerSecond").GetDouble());
    }

    [Fact]
    public async Task History_IsBounded_AndGrowsWhileSomebodyListens()
    {
        using BytePool pool = TestPools.Create();
        CountedTime time = new();
        await using PageApplication application = await StartAsync(time, new TidepoolPageOptions { UpdateInterval = s_interval, HistoryLength = 3 });
        Assert.Empty(await HeldAsync(application, pool));
        List<long> held = [];
        await using (Listening listening = await Listening.StartAsync(application))
        {
            await listening.NextAsync();
            for (int buffers = 1; buffers <= 5; buffers++)
            {
                pool.Use(Size, buffers);
                held.Add(pool.GetStatistics().BytesHeld);
                await listening.NextAsync(time, s_interval);
                Assert.Equal(held.TakeLast(3), await HeldAsync(application, pool));
            }
        }

        await AssertFallsAsleepAsync(time);
        long[] asleep = await HeldAsync(application, pool);
        Assert.Equal(3, asleep.Length);

        // The next listener finds what was recorded before.
        await using Listening next = await Listening.StartAsync(application);
        Assert.Equal(asleep, HeldIn(await next.NextAsync(), pool));
    }

    [Fact]
    public async Task Clock_OfManyListeners_IsOne()
    {
        CountedTime time = new();
        await using PageApplication application = await StartAsync(time);
        Assert.Equal(0, time.Timers);
        await using Listening one = await Listening.StartAsync(application);
        await using Listening other = await Listening.StartAsync(application);
        await one.NextAsync();
        await other.NextAsync();
        JsonElement update = await one.NextAsync(time, s_interval);
        Assert.Equal(1, time.Timers);
        Assert.Equal(update.GetProperty("takenAt").GetString(), (await other.NextAsync()).GetProperty("takenAt").GetString());
    }

    [Fact]
    public async Task Listener_BeyondTheLimit_IsToldToComeBack()
    {
        CountedTime time = new();
        await using PageApplication application = await StartAsync(time, new TidepoolPageOptions { MaxListeners = 1 });
        await using (Listening listening = await Listening.StartAsync(application))
        {
            using HttpResponseMessage refused = await application.GetAsync("text/event-stream");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains("MaxListeners", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.NotEmpty(await application.GetTextAsync("application/json"));
        }

        // It takes Kestrel a while to notice that the first client has gone.
        await AssertFallsAsleepAsync(time);
        await using Listening next = await Listening.StartAsync(application);
        await next.NextAsync();
    }

    [Fact]
    public async Task Stream_WhenTheApplicationStops_Ends()
    {
        CountedTime time = new();
        await using PageApplication application = await StartAsync(time);
        await using Listening listening = await Listening.StartAsync(application);
        await listening.NextAsync();
        Task stopping = application.StopAsync();
        Assert.True(await listening.HasEndedAsync(), "The stream has not ended.");
        await stopping;
        Assert.Equal(0, time.Timers);
    }

    private static async Task<PageApplication> StartAsync(CountedTime time, TidepoolPageOptions? options = null) =>
        await PageApplication.StartAsync(options ?? new TidepoolPageOptions { UpdateInterval = s_interval }, time: time);

    private static async Task AssertFallsAsleepAsync(CountedTime time) => await Poll.UntilAsync(
        () =>
        {
            time.Advance(s_interval);
            return time.Timers == 0;
        },
        static () => "A timer runs although there are no listeners.");

    private static async Task<long[]> HeldAsync(PageApplication application, BytePool pool) => HeldIn(await application.GetJsonAsync(), pool);

    /// <summary>The bytes that the pool held, according to the history.</summary>
    private static long[] HeldIn(JsonElement page, BytePool pool)
    {
        long id = page.Pool(pool.Name!).Number("id");
        return [.. page.GetProperty("history").EnumerateArray()
            .Select(point => point.GetProperty("pools").EnumerateArray().Single(seen => seen.Number("id") == id).Number("bytesHeld"))];
    }
}
