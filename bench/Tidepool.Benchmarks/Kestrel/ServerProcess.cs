using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>This program, started again as a server.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private ServerProcess(BlockSource source, Process process, Uri address)
    {
        Source = source;
        _process = process;
        _client = new HttpClient { BaseAddress = address };
    }

    public BlockSource Source { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _client.BaseAddress!.Port);

    public static async Task<ServerProcess> StartAsync(BlockSource source)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This process doesn't know its own program, so it can't start it again.");
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        start.ArgumentList.Add(ServerCommand.Verb);
        start.ArgumentList.Add(ServerCommand.BlocksOption);
        start.ArgumentList.Add(source.ToString());
        Process process = new() { StartInfo = start };
        process.Start();
        string? address = await process.StandardOutput.ReadLineAsync();
        if (address is null)
        {
            await process.WaitForExitAsync();
            throw new InvalidOperationException($"The server on {source} ended with exit code {process.ExitCode} before it served.");
        }

        return new ServerProcess(source, process, new Uri(address));
    }

    public async Task<ServerState> GetStateAsync(bool collects = false) =>
        await _client.GetFromJsonAsync<ServerState>(new Uri($"{BenchServer.StatePath}?collect={collects}", UriKind.Relative))
        ?? throw new InvalidOperationException($"The server on {Source} told nothing of its state.");

    public void Dispose()
    {
        _client.Dispose();

        // The end of its input is what it waits for.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
