using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tidepool.Tests;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>The meter as OpenTelemetry's SDK exports it, and the dashboard made for that.</summary>
[Collection(nameof(SameMeterName))]
[Trait("Requirement", "E5")]
public sealed partial class PrometheusTests : IAsyncLifetime
{
    private readonly string _name = $"scraped {Guid.NewGuid():N}";
    private readonly BytePool _pool;
    private readonly List<ByteLease> _held = [];
    private readonly PrometheusEndpoint _endpoint = PrometheusEndpoint.Start();

    public PrometheusTests() => _pool = new BytePool(new BytePoolOptions
    {
        Name = _name,
        MinSize = 1_024,
        MaxSize = 4_096,
        MaxBuffersPerBucket = 1,
        SizeClasses = SizeClassLadder.PowersOfTwo,
        MaxTotalBytes = 100_000,
        DecayTime = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Makes everything happen that an instrument measures, except dropped leases.</summary>
    public async ValueTask InitializeAsync()
    {
        _pool.Rent(4_000).Return();
        _pool.Trim();
        ByteLease[] three = [_pool.Rent(1_000), _pool.Rent(1_000), _pool.Rent(1_000)];
        Array.ForEach(three, static lease => lease.Return());
        _held.Add(_pool.Rent(2_000));
        ByteLease large = _pool.Rent(90_000);
        ValueTask<ByteLease> waiting = _pool.RentAsync(50_000, TestContext.Current.CancellationToken);
        Assert.False(_pool.TryRent(50_000, out _));
        large.Return();
        _held.Add(await waiting);
    }

    public ValueTask DisposeAsync()
    {
        _endpoint.Dispose();
        _held.ForEach(static lease => lease.Return());
        _pool.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Scrape_TellsWhatTheStatisticsSay()
    {
        PrometheusText text = await ScrapeOwnAsync();
        BytePoolStatistics statistics = _pool.GetStatistics();
        foreach (BucketStatistics bucket in statistics.Buckets)
        {
            Assert.Equal(bucket.Hits + bucket.Misses, Of("tidepool_rents_total", bucket.Size));
            Assert.Equal(bucket.Misses, Of("tidepool_misses_total", bucket.Size));
            Assert.Equal(bucket.Discarded, Of("tidepool_discarded_total", bucket.Size));
            Assert.Equal(bucket.Trimmed, Of("tidepool_trimmed_total", bucket.Size));
            Assert.Equal(bucket.Abandoned, Of("tidepool_abandoned_total", bucket.Size));
            Assert.Equal(bucket.Rented, Of("tidepool_rented", bucket.Size));
            Assert.Equal(bucket.Idle, Of("tidepool_idle", bucket.Size));
            Assert.Equal(bucket.BytesHeld, Of("tidepool_memory_held_bytes", bucket.Size));
            Assert.Equal(bucket.BytesRented, Of("tidepool_memory_rented_bytes", bucket.Size));
            Assert.Equal(bucket.BytesRequested, Of("tidepool_memory_requested_bytes", bucket.Size));
        }

        Assert.Equal(3, statistics.Buckets.Count);
        Assert.Equal((2, 50_000), (Of("tidepool_rents_total", 0), Of("tidepool_memory_rented_bytes", 0)));
        Assert.Equal((100_000, 0), (Of("tidepool_memory_limit_bytes"), Of("tidepool_waiters")));
        Assert.Equal((1, 1), (statistics.Refused, Of("tidepool_refused_total")));
        Assert.Equal(1, Of("tidepool_wait_duration_seconds_count"));
        Assert.Equal(("counter", "gauge", "histogram"),
            (text.Types["tidepool_rents_total"], text.Types["tidepool_memory_held_bytes"], text.Types["tidepool_wait_duration_seconds"]));
        return;

        double Of(string name, int? bucket = null) => Assert.Single(text.Samples, sample =>
            sample.Name == name
            && sample.Labels["tidepool_pool_name"] == _name
            && sample.Labels.GetValueOrDefault("tidepool_bucket_size") == bucket?.ToString(CultureInfo.InvariantCulture)).Value;
    }

    /// <summary>Scrapes until the pool's last rent is shown: another test may have scraped just before, and collections that follow each other closely
    /// share a snapshot.</summary>
    private async Task<PrometheusText> ScrapeOwnAsync()
    {
        PrometheusText? text = null;
        await Watchdog.UntilAsync("a scrape shows the pool's last rent", IsShownAsync, TestContext.Current.CancellationToken);
        return text!;

        async Task<bool> IsShownAsync()
        {
            text = await _endpoint.ScrapeAsync();
            return text.Samples.Any(sample => sample is { Name: "tidepool_rents_total", Value: 2 }
                && sample.Labels["tidepool_pool_name"] == _name
                && sample.Labels["tidepool_bucket_size"] == "0");
        }
    }

    /// <summary>Prometheus takes a falling counter for a restart of the program.</summary>
    [Fact]
    public async Task Counters_OfPoolsThatComeAndGo_OnlyRise()
    {
        const int Pools = 300;
        string name = $"passing {Guid.NewGuid():N}";
        double rents = 0;
        for (int made = 1; made <= Pools; made++)
        {
            RentOnce(name, disposes: made % 2 == 0);
            if (made % 20 == 0)
            {
                // The exporter caches its answer for a moment.
                int last = made;
                await Watchdog.UntilAsync("the exporter has seen the last pool", () => HasSeenAsync(last), TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(Pools, rents);

        async Task<bool> HasSeenAsync(int made)
        {
            PrometheusText text = await _endpoint.ScrapeAsync();
            if (text.Samples.Count == 0)
            {
                // The exporter's own collection has failed.
                return false;
            }

            // There is none while the exporter's answer is from before the first pool.
            PrometheusText.Sample? sample = text.Samples
                .SingleOrDefault(sample => sample.Name == "tidepool_rents_total" && sample.Labels["tidepool_pool_name"] == name);
            double now = sample?.Value ?? 0;
            Assert.True(now >= rents && now <= made,
                $"{rents} rents had been shown and {made} made; now {(sample is null ? "the counter is missing" : $"{now} are shown")}, "
                + $"in an answer with {text.Samples.Count} samples.");
            rents = now;
            return now == made;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RentOnce(string name, bool disposes)
    {
#pragma warning disable CA2000 // Some pools are dropped: that is what is tested.
        BytePool pool = new(new BytePoolOptions { Name = name, MinSize = 1_024, MaxSize = 1_024 });
#pragma warning restore CA2000
        pool.Rent(1_000).Return();
        if (disposes)
        {
            pool.Dispose();
        }
    }

    [Fact]
    public async Task Dashboard_AsksForWhatIsExported_AndForAllOfIt()
    {
        PrometheusText text = await ScrapeOwnAsync();
        string[] exported =
            [.. text.Samples.Select(static sample => sample.Name).Where(static name => name.StartsWith("tidepool_", StringComparison.Ordinal)).Distinct()];
        string[] labels = [.. text.Samples.SelectMany(static sample => sample.Labels.Keys).Distinct()];
        string[] asked = [.. Expressions().SelectMany(static expression => Name().Matches(expression).Select(static match => match.Value)).Distinct()];

        Assert.Empty(asked.Except(exported).Except(labels));
        Assert.Contains("tidepool_pool_name", labels);
        Assert.Empty(exported.Except(asked));
    }

    [Fact]
    public void Dashboard_IsOneThatGrafanaTakes()
    {
        using JsonDocument dashboard = Dashboard();
        JsonElement root = dashboard.RootElement;
        Assert.Equal(("Tidepool", "tidepool"), (root.GetProperty("title").GetString(), root.GetProperty("uid").GetString()));
        Assert.InRange(root.GetProperty("schemaVersion").GetInt32(), 36, 100);
        JsonElement[] panels = [.. root.GetProperty("panels").EnumerateArray()];
        Assert.Distinct(panels.Select(static panel => panel.GetProperty("id").GetInt32()));
        Assert.Equal(["datasource", "pool"],
            root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(static variable => variable.GetProperty("name").GetString()));
        (int X, int Y)[] cells = [.. panels.SelectMany(static panel => CellsOf(panel.GetProperty("gridPos")))];
        Assert.Distinct(cells);
        Assert.All(cells, static cell => Assert.InRange(cell.X, 0, 23));
        Assert.All(panels.Where(static panel => panel.GetProperty("type").GetString() != "row"), static panel =>
        {
            Assert.NotEqual("", panel.GetProperty("description").GetString());
            Assert.NotEqual("", panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString());
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
        });
    }

    private static IEnumerable<(int X, int Y)> CellsOf(JsonElement position) =>
        from x in Enumerable.Range(position.GetProperty("x").GetInt32(), position.GetProperty("w").GetInt32())
        from y in Enumerable.Range(position.GetProperty("y").GetInt32(), position.GetProperty("h").GetInt32())
        select (x, y);

    private static List<string> Expressions()
    {
        using JsonDocument dashboard = Dashboard();
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString(),
        ];
    }

    private static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "grafana", "tidepool.json")));

    [GeneratedRegex("tidepool_[a-z_]+")]
    private static partial Regex Name();
}
