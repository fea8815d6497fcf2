using System.Diagnostics;
using WebUpload.Measure;
using WebUpload.Memory;

namespace WebUpload.Compare;

/// <summary>One server under load for a while.</summary>
internal static class Turn
{
    internal static async Task<TurnResult> RunAsync(
        MemoryKind kind, int round, ServerProcess server, Corpus corpus, CompareSettings settings, CancellationToken cancellationToken)
    {
        // One more connection than there are clients, to ask for the figures.
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = settings.Connections + 1, UseProxy = false };
        using HttpClient http = new(handler) { BaseAddress = server.Address };
        using CancellationTokenSource stopping = new();
        LoadClient[] clients = [.. Enumerable.Range(0, settings.Connections).Select(number => new LoadClient(http, corpus, number, settings.Seed))];
        Task work = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(stopping.Token), CancellationToken.None)));
        try
        {
            await PassAsync(settings.WarmUp);
            ProcessFigures before = await ReadFiguresAsync(http, cancellationToken);
            long began = Stopwatch.GetTimestamp();
            await PassAsync(settings.Measured);
            long ended = Stopwatch.GetTimestamp();
            ProcessFigures after = await ReadFiguresAsync(http, cancellationToken);
            await stopping.CancelAsync();
            await work;
            return TurnResult.Create(kind, round, clients, before, after, began, ended);
        }
        catch (CompareFailedException exception) when (exception.InnerException is not null)
        {
            throw new CompareFailedException($"{exception.Message} The server on {kind.Name()} wrote: {await server.EndAsync()}", exception);
        }
        finally
        {
            await stopping.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task PassAsync(TimeSpan time)
        {
            // The work ends first only if it fails.
            await await Task.WhenAny(Task.Delay(time, cancellationToken), work);
        }
    }

    private static async Task<ProcessFigures> ReadFiguresAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            return (await http.GetFromJsonAsync(new Uri("/debug/process", UriKind.Relative), ProcessFiguresJson.Default.ProcessFigures, cancellationToken))!;
        }
        catch (HttpRequestException exception)
        {
            throw new CompareFailedException($"the server doesn't report its figures: {exception.Message}", exception);
        }
    }
}
