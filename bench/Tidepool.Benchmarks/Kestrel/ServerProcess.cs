using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Where a server's blocks come from.</summary>
internal enum BlockSource
{
    /// <summary>Kestrel's own pool of pinned blocks.</summary>
    Kestrel,

    Tidepool,
}

/// <summary>What a server's process reports about itself.</summary>
/// <param name="ProcessorMicroseconds">Processor time since its start.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since its start.</param>
/// <param name="HeapBytes">Managed bytes on the heap; after a full collection, where one was asked for.</param>
/// <param name="PoolBytes">Bytes of the pool's blocks: all for Tidepool, the idle ones for Kestrel's own, which doesn't report the others.</param>
internal sealed record ServerState(double ProcessorMicroseconds, long AllocatedBytes, long HeapBytes, long PoolBytes);

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
        ProcessStartInfo start = ChildProgram.Again(BenchServer.Verb, BenchServer.BlocksOption, source.ToString());
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = new() { StartInfo = start };
        process.Start();
        string? address = await process.StandardOutput.ReadLineAsync();
        if (address is null)
        {
            await process.WaitForExitAsync();
            throw new BenchmarkException($"The server on {source} ended with exit code {process.ExitCode} before it served.");
        }

        return new ServerProcess(source, process, new Uri(address));
    }

    public async Task<ServerState> GetStateAsync(bool collects = false) =>
        await _client.GetFromJsonAsync<ServerState>(new Uri($"{BenchServer.StatePath}?collect={collects}", UriKind.Relative))
        ?? throw new BenchmarkException($"The server on {Source} didn't report its state.");

    public void Dispose()
    {
        _client.Dispose();

        // It waits for the end of its input.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
