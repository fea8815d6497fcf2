using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>This program, started again as a <see cref="BenchServer"/>.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();

    /// <param name="blocks">Where its blocks come from.</param>
    /// <exception cref="BenchmarkException">It didn't start.</exception>
    public Server(string blocks)
    {
        Blocks = blocks;
        ProcessStartInfo start = ChildProgram.Again(BenchServer.Verb, "--blocks", blocks);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = new Process { StartInfo = start };
        _process.Start();
        string address = _process.StandardOutput.ReadLine() ?? throw new BenchmarkException($"The server on {blocks}'s blocks ended before it served.");
        _client.BaseAddress = new Uri(address);
    }

    public string Blocks { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _client.BaseAddress!.Port);

    public async Task<ServerState> GetStateAsync(bool collects = false) =>
        await _client.GetFromJsonAsync<ServerState>(new Uri($"/state?collect={collects}", UriKind.Relative))
        ?? throw new BenchmarkException($"The server on {Blocks}'s blocks didn't report its state.");

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
