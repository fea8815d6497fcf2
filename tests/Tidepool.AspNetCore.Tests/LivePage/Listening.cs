using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>A client that listens to updates.</summary>
internal sealed class Listening : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private Listening(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    internal static async Task<Listening> StartAsync(PageApplication application)
    {
        HttpResponseMessage response = await application.GetAsync("text/event-stream");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new Listening(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next snapshot.</summary>
    internal async Task<JsonElement> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync(), "The stream has ended.");
        Assert.Equal("snapshot", _events.Current.EventType);
        return JsonElement.Parse(_events.Current.Data);
    }

    /// <summary>The snapshot of the next interval.</summary>
    internal async Task<JsonElement> NextAsync(CountedTime time, TimeSpan interval)
    {
        await Poll.UntilAsync(() => time.Timers == 1, static () => "Nothing waits for the next update.");
        time.Advance(interval);
        return await NextAsync();
    }

    /// <summary>Whether the stream ends next.</summary>
    internal async Task<bool> HasEndedAsync() => !await _events.MoveNextAsync();

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
    }
}
