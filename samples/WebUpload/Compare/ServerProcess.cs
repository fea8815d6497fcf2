using System.Diagnostics;
using System.Globalization;
using WebUpload.Memory;

namespace WebUpload.Compare;

/// <summary>This program, started again as a server on one kind of memory, under a heap limit. It ends with its standard input.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    /// <summary>The longest wait for the server to start, and for it to end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;
    private Task<string> _output = Task.FromResult("");

    private ServerProcess(MemoryKind kind)
    {
        _process = Process.Start(CreateStartInfo(kind)) ?? throw new CompareFailedException("the server could not be started.");
        _error = _process.StandardError.ReadToEndAsync();
    }

    internal Uri Address { get; private set; } = null!;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="CompareFailedException">It doesn't.</exception>
    internal static async Task<ServerProcess> StartAsync(MemoryKind kind, CancellationToken cancellationToken)
    {
        ServerProcess server = new(kind);
        try
        {
            await server.WaitUntilListeningAsync(kind, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it, unless it has ended already.</summary>
    /// <returns>What it wrote since it began to listen.</returns>
    internal async Task<string> EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        using CancellationTokenSource patience = new(s_patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        return $"{await _output}{await _error}".Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo CreateStartInfo(MemoryKind kind)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // Started as "dotnet WebUpload.dll", the program is dotnet.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        string[] arguments =
        [
            "--memory", kind.Name(), "--urls", "http://127.0.0.1:0", "--stop-with-input", "true",
            "--Logging:LogLevel:Default", "Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = CompareSettings.HeapLimit.ToString("X", CultureInfo.InvariantCulture);
        return start;
    }

    private async Task WaitUntilListeningAsync(MemoryKind kind, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var position)
                {
                    Address = new Uri(line[(position + Listening.Length)..]);
                    _output = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CompareFailedException($"the server on {kind.Name()} didn't listen within {s_patience.TotalSeconds} s.");
        }

        throw new CompareFailedException($"the server on {kind.Name()} ended before it listened: {await _error}");
    }
}
