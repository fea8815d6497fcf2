using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Records events of a process into files.</summary>
internal sealed class Recorder(LiveTarget target, TraceStore store, TimeProvider time)
{
    private const int BufferMegabytes = 256;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Records for so long, or until the process ends.</summary>
    /// <exception cref="ToolException">The process can't be reached, or stopped answering.</exception>
    internal async Task<FileInfo> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        FileInfo file = store.Next();
        using EventPipeSession session = await StartAsync(events, cancellationToken);
        await using (FileStream output = file.Create())
        {
            // What is in the pipe is drained to its end: the symbols come last.
#pragma warning disable CA2025 // It is awaited before the block ends, whatever happens: StopAsync ends it.
            Task copying = session.EventStream.CopyToAsync(output, CancellationToken.None);
#pragma warning restore CA2025
            await Task.WhenAny(copying, Task.Delay(length, time, cancellationToken));
            await StopAsync(session, copying);
            await CopyToEndAsync(copying);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return file;
    }

    private async Task<EventPipeSession> StartAsync(EventSelection events, CancellationToken cancellationToken)
    {
        // A process that has been stopped accepts the connection and never answers.
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            EventPipeSessionConfiguration configuration = new(events.Providers, BufferMegabytes, events.RundownKeyword, events.HasStacks);
            return await new DiagnosticsClient(target.Id).StartEventPipeSessionAsync(configuration, patience.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException($"{target.Name} has not answered for {s_patience.TotalSeconds:0} s: is it stopped, or in a debugger?", late);
        }
        catch (ServerNotAvailableException failure) when (target.HasEnded)
        {
            throw new ToolException($"{target.Name} has ended before it could be examined.", failure);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException || denied.GetBaseException() is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new ToolException($"{target.Name} is another user's: run this as that user, or as root.", denied);
        }
        catch (Exception failure) when (failure is ServerNotAvailableException or ServerErrorException or UnsupportedCommandException or IOException)
        {
            throw new ToolException($"{target.Name} can't be examined: {failure.Message}", failure);
        }
    }

    private async Task StopAsync(EventPipeSession session, Task copying)
    {
        if (copying.IsCompleted)
        {
            return;
        }

        using CancellationTokenSource patience = new(s_patience);
        try
        {
            await session.StopAsync(patience.Token);
        }
        catch (Exception ended) when (ended is ServerNotAvailableException or ServerErrorException or IOException or EndOfStreamException)
        {
            // The process ended meanwhile: what it sent until then is whole.
        }
        catch (OperationCanceledException late)
        {
            throw new ToolException($"{target.Name} stopped answering while it was recorded.", late);
        }
    }

    private static async Task CopyToEndAsync(Task copying)
    {
        try
        {
            await copying;
        }
        catch (IOException)
        {
            // The process ended: what it sent until then is whole.
        }
    }
}
