using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>What <c>dotnet-counters</c> and <c>dotnet-trace</c> do: a session with another process, over its diagnostics port.</summary>
[Trait("Requirement", "E5")]
public class EventPipeTests
{
    private const string Metrics = "System.Diagnostics.Metrics";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>How many values of one counter to look at.</summary>
    private const int MostRents = 4;

    private static readonly string[] s_wanted =
    [
        "PoolCreated", "Misuse", "Trimmed", "PoolDisposed",
        "tidepool.rents", "tidepool.misses", "tidepool.trimmed", "tidepool.rented", "tidepool.idle", "tidepool.memory.held", "tidepool.memory.rented",
        "tidepool.memory.requested", "tidepool.memory.limit", "tidepool.refused", "tidepool.waiters",
        "tidepool.wait.duration",
    ];

    private int _seenRents;

    [Fact]
    public async Task Session_WithAnotherProcess_GetsMetricsAndEvents()
    {
        string name = $"piped {Guid.NewGuid():N}";
        ConcurrentDictionary<string, string> seen = [];
        List<double> rents = [];
        using RunningProgram program = await RunningProgram.StartAsync(name);
        using EventPipeSession session = await new DiagnosticsClient(program.Id)
            .StartEventPipeSessionAsync(Providers(), requestRundown: false, token: TestContext.Current.CancellationToken);
        Task reading = Task.Run(() => Read(session, name, seen, rents), CancellationToken.None);

        using CancellationTokenSource patience = new(s_patience);
        while (!(s_wanted.All(seen.ContainsKey) && Volatile.Read(ref _seenRents) >= MostRents) && !patience.IsCancellationRequested)
        {
            await program.GoOnAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        await session.StopAsync(TestContext.Current.CancellationToken);
        await reading;
        await program.EndAsync();

        Assert.Empty(s_wanted.Except(seen.Keys));
        Assert.Equal("8192", seen["tidepool.memory.limit"]);
        Assert.Contains("ReturnedTwice", seen["Misuse"], StringComparison.Ordinal);
        Assert.Contains("TelemetryTarget.MisuseOne", seen["Misuse"], StringComparison.Ordinal);

        // The counter sums pools that come and go, one each time.
        Assert.Equal(rents.Order(), rents);
        Assert.InRange(rents[^1], 2, double.MaxValue);
    }

    private static EventPipeProvider[] Providers() =>
    [
        new("Tidepool", EventLevel.Verbose),
        new(Metrics, EventLevel.Informational, keywords: 2, new Dictionary<string, string>
        {
            ["SessionId"] = Guid.NewGuid().ToString("N"),
            ["Metrics"] = "Tidepool",
            ["RefreshInterval"] = "1",
            ["MaxTimeSeries"] = "1000",
            ["MaxHistograms"] = "10",
        }),
    ];

    /// <summary>Reads until the session ends. Keeps the last value of each event and metric of the program's pools, and all rents of checked ones.</summary>
    private void Read(EventPipeSession session, string poolName, ConcurrentDictionary<string, string> seen, List<double> rents)
    {
        using EventPipeEventSource source = new(session.EventStream);
        source.Dynamic.All += told =>
        {
            string payload = string.Join(" | ", told.PayloadNames.Select(name => told.PayloadStringByName(name)));
            if (!payload.Contains(poolName, StringComparison.Ordinal))
            {
                return;
            }

            if (told.ProviderName == "Tidepool")
            {
                seen[told.EventName] = payload;
            }
            else if (told.ProviderName == Metrics && told.PayloadByName("instrumentName") is string instrument)
            {
                string value = (told.PayloadByName("value") ?? told.PayloadByName("count"))?.ToString() ?? "";
                seen[instrument] = value;
                if (instrument == "tidepool.rents" && payload.Contains(poolName + " checked", StringComparison.Ordinal))
                {
                    rents.Add(double.Parse(value, CultureInfo.InvariantCulture));
                    Interlocked.Increment(ref _seenRents);
                }
            }
        };
        source.Process();
    }
}
