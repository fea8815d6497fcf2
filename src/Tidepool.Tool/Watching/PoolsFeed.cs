using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Watching;

/// <summary>Receives the readings and notes of a process's pools as they arrive.</summary>
internal sealed class PoolsFeed
{
    /// <summary>The number of news items that may wait to be shown. If the display is slower, the oldest are dropped.</summary>
    private const int MostWaiting = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly Channel<PoolsNews> _arrivals = Channel.CreateBounded<PoolsNews>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly LiveTarget _target;
    private MeterValues _values = new();
    private bool _hasPools;

    private PoolsFeed(LiveTarget target) => _target = target;

    /// <summary>Receives all news until the process ends or the token is cancelled.</summary>
    /// <exception cref="ToolException">The process can't be reached, has no pool, or its meters are being read at a different interval.</exception>
    internal static async IAsyncEnumerable<PoolsNews> OfAsync(
        LiveTarget target, int intervalSeconds, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DiagnosticPort port = new(target, time);
        using EventPipeSession session = await port.StartAsync(EventSelection.PoolsEvery(intervalSeconds), cancellationToken);
        PoolsFeed feed = new(target);
#pragma warning disable CA2025 // The task is always awaited before the session is disposed: StopAsync ends it.
        Task reading = Task.Factory.StartNew(() => feed.Read(session.EventStream), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
#pragma warning restore CA2025
        try
        {
            await feed.WaitForFirstAsync(TimeSpan.FromSeconds(intervalSeconds) + s_patience, time, cancellationToken);
            await foreach (PoolsNews arrival in feed._arrivals.Reader.ReadAllAsync(cancellationToken))
            {
                yield return arrival;
            }
        }
        finally
        {
            if (!reading.IsCompleted)
            {
                await port.StopAsync(session);
            }

            await reading;
        }
    }

    /// <summary>Waits for the first news. A process may be about to create its first pool, and one that has never used a meter doesn't report that it has none,
    /// so only a timeout can tell.</summary>
    private async Task WaitForFirstAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _arrivals.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new ToolException($"{_target.Name} has no Tidepool pool: it doesn't use Tidepool, or hasn't created a pool yet. `tidepool ps` shows "
                + "which processes use it.", late);
        }
    }

    /// <summary>Reads until the stream ends. Errors are passed to the reader of the channel.</summary>
    private void Read(Stream stream)
    {
        try
        {
            using EventPipeEventSource source = new(stream);
            source.Dynamic.AddCallbackForProviderEvents(
                static (provider, _) => provider is EventSelection.Metrics or EventSelection.Pools ? EventFilterResponse.AcceptEvent
                    : EventFilterResponse.RejectProvider, OnEvent);
            source.Process();
            _arrivals.Writer.TryComplete();
        }
        catch (ToolException failure)
        {
            _arrivals.Writer.TryComplete(failure);
        }
#pragma warning disable CA1031 // The trace library throws exceptions of any type where the stream breaks off.
        catch (Exception brokenOff) when (brokenOff is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            _arrivals.Writer.TryComplete(_target.HasEnded ? null : new ToolException($"{_target.Name} can't be watched any longer: "
                + $"{brokenOff.Message}", brokenOff));
        }
    }

    private void OnEvent(TraceEvent data)
    {
        if (data.ProviderName == EventSelection.Pools)
        {
            OnPoolEvent(data);
            return;
        }

        switch (data.EventName)
        {
            case "BeginInstrumentReporting":
                _hasPools |= data.PayloadStringByName("meterName") == EventSelection.Pools;
                break;
            case "Collection/Start":
                _values = new MeterValues();
                break;
            case "Collection/Stop" when _hasPools:
                _arrivals.Writer.TryWrite(_values.Read(data.TimeStamp,
                    (DateTime)data.PayloadByName("intervalEndTime") - (DateTime)data.PayloadByName("intervalStartTime")));
                break;
            case "CounterRateValuePublished" or "UpDownCounterRateValuePublished":
                _values.Add(data.PayloadStringByName("instrumentName"), data.PayloadStringByName("tags"), NumberOf(data, "value") ?? 0, NumberOf(data, "rate"));
                break;
            case "MultipleSessionsConfiguredIncorrectlyError" or "MultipleSessionsNotSupportedError":
                throw new ToolException($"Another tool reads the meters of {_target.Name} at another interval, and the runtime supports only one. Use "
                    + "that interval, with --interval, or stop the other tool.");
            case "Error" or "ObservableInstrumentCallbackError":
                throw new ToolException($"{_target.Name} can't report its meters: {data.PayloadStringByName("errorMessage")}");
        }
    }

    private void OnPoolEvent(TraceEvent data)
    {
        string pool = data.PayloadStringByName("pool") is { Length: > 0 } name ? $"pool \"{name}\"" : "a pool without a name";
        string? text = data.EventName switch
        {
            "PoolCreated" => $"{pool} was created",
            "PoolDisposed" => $"{pool} was disposed, with {data.PayloadByName("rented"):N0} leases out",
            "Trimmed" => $"{pool} gave up {data.PayloadByName("bytes"):N0} idle bytes",
            "Misuse" => data.PayloadStringByName("report"),
            _ => null,
        };
        if (text is not null)
        {
            _arrivals.Writer.TryWrite(new PoolNote(data.TimeStamp, text, data.EventName == "Misuse"));
        }
    }

    /// <summary>Parses a number, which the runtime writes as text; a rate is empty in the first reading.</summary>
    private static double? NumberOf(TraceEvent data, string name) =>
        double.TryParse(data.PayloadStringByName(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
