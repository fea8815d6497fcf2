using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A process that connects to the tool, and waits at startup until it is being recorded. Its <c>DOTNET_DiagnosticPorts</c> names the port.</summary>
internal sealed class PortTarget : IRecordedTarget, IAsyncDisposable
{
    private readonly DiagnosticsClientConnector _connector;
    private readonly FileInfo _port;
    private bool _isResumed;

    private PortTarget(DiagnosticsClientConnector connector, FileInfo port)
    {
        _connector = connector;
        _port = port;
    }

    public DiagnosticsClient Client => _connector.Instance;

    public string Name => $"the program at {_port.Name}";

    public bool HasEnded { get; private set; }

    public bool CanStartAgain => false;

    /// <summary>Always empty, since the process may run on another machine.</summary>
    public IReadOnlyList<string> Children => [];

    /// <summary>Waits for a process to connect.</summary>
    /// <param name="port">Path of the socket to create, which both processes must be able to reach.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ToolException">The socket can't be created.</exception>
    internal static async Task<PortTarget> ListenAsync(FileInfo port, CancellationToken cancellationToken)
    {
        if (port.Name.Contains(',', StringComparison.Ordinal))
        {
            throw new ToolException(
                $"--diagnostic-port takes only the path, {port.FullName[..port.FullName.LastIndexOf(',')]}. What is behind the comma belongs "
                + "to DOTNET_DiagnosticPorts of the program.");
        }

        if (Directory.Exists(port.FullName))
        {
            throw new ToolException($"{port.FullName} is a folder: name a socket in it, such as {Path.Combine(port.FullName, "port.sock")}.");
        }

        if (port.Exists)
        {
            throw new ToolException($"{port.FullName} exists already: another tool listens there, or left it behind. Give another path, or delete it.");
        }

        try
        {
            port.Directory?.Create();
            return new PortTarget(await DiagnosticsClientConnector.FromDiagnosticPort($"{port.FullName},listen", cancellationToken), port);
        }
        catch (ArgumentOutOfRangeException length)
        {
            throw new ToolException(
                $"The path of a diagnostic port may have about a hundred characters, and {port.FullName} has {port.FullName.Length}. Give a "
                + "shorter one.", length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException or ArgumentException or FormatException)
        {
            throw new ToolException($"A diagnostic port can't be created at {port.FullName}: {failure.Message.TrimEnd('.')}.", failure);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                port.Delete();
            }
        }
    }

    public void OnRecording()
    {
        if (!_isResumed)
        {
            _isResumed = true;
            try
            {
                Client.ResumeRuntime();
            }
            catch (Exception unwanted) when (unwanted is ServerErrorException or UnsupportedCommandException)
            {
                // The process was configured not to wait (nosuspend).
            }
        }
    }

    public Task StartAgainAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It isn't ours to start.");

    /// <summary>Treats the process as ended, since its broken connection is the only sign of that.</summary>
    public Task WaitForEndAsync()
    {
        HasEnded = true;
        return Task.CompletedTask;
    }

    public ToolException WithoutPort(Exception refusal) => EndedTooSoon(refusal);

    public ToolException EndedTooSoon(Exception? cause) => new($"{Name} has ended before it could be examined.", cause);

    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync();
        _port.Delete();
    }
}
