using System.Net.Sockets;
using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Starts and stops event sessions of a process, and explains failures in a sentence.</summary>
internal sealed class DiagnosticPort(IRecordedTarget target, TimeProvider time)
{
    private const int BufferMegabytes = 256;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(1);

    /// <exception cref="ToolException">The process can't be reached, or doesn't answer.</exception>
    internal async Task<EventPipeSession> StartAsync(EventSelection events, CancellationToken cancellationToken)
    {
        // A suspended process accepts the connection but never answers.
        using CancellationTokenSource patience = new(s_patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await StartAsync(target.Client, events, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolException($"{target.Name} has not answered for {s_patience.TotalSeconds:0} s. Is it stopped, or in a debugger?", late);
        }
        catch (Exception failure) when (target.HasEnded && IsBroken(failure))
        {
            throw target.EndedTooSoon(failure);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException
            || denied.GetBaseException() is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new ToolException($"{target.Name} is another user's process. Run this as that user, or as root.", denied);
        }
        catch (Exception refusal) when (refusal.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            throw target.WithoutPort(refusal);
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            // A process that is ending closes its connections shortly before it exits.
            await target.WaitForEndAsync();
            throw target.HasEnded ? target.EndedTooSoon(failure)
                : failure is ServerNotAvailableException ? target.WithoutPort(failure)
                : new ToolException($"{target.Name} can't be examined: it closes the connections to its diagnostics port. Restart it.", failure);
        }
        catch (Exception failure) when (failure is ServerErrorException or UnsupportedCommandException)
        {
            // A process that is shutting down still answers, but refuses.
            await Task.Delay(s_shutdown, time, cancellationToken);
            throw target.HasEnded ? target.EndedTooSoon(failure) : new ToolException($"{target.Name} can't be examined: {failure.Message}", failure);
        }
    }

    /// <summary>Tries the newest form of the command first. A runtime that doesn't know it reports so, and gets the next older form.</summary>
    private static async Task<EventPipeSession> StartAsync(DiagnosticsClient client, EventSelection events, CancellationToken cancellationToken)
    {
        EventPipeSessionConfiguration[] ways =
        [
            // .NET 9 selects the symbols; .NET 8 has all of them or none, and stacks or none; older runtimes always have stacks.
            new(events.Providers, BufferMegabytes, events.RundownKeyword, events.HasStacks),
            new(events.Providers, BufferMegabytes, requestRundown: events.RundownKeyword != 0, events.HasStacks),
            new(events.Providers, BufferMegabytes, requestRundown: events.RundownKeyword != 0, requestStackwalk: true),
        ];
        foreach (EventPipeSessionConfiguration way in ways[..^1])
        {
            try
            {
                return await client.StartEventPipeSessionAsync(way, cancellationToken);
            }
            catch (UnsupportedCommandException)
            {
                // An older runtime, which gets the next form.
            }
        }

        return await client.StartEventPipeSessionAsync(ways[^1], cancellationToken);
    }

    /// <summary>Stops a session. Its stream ends after the remaining events.</summary>
    /// <exception cref="ToolException">The process doesn't answer.</exception>
    internal async Task StopAsync(EventPipeSession session)
    {
        using CancellationTokenSource patience = new(s_patience, time);
        try
        {
            await session.StopAsync(patience.Token);
        }
        catch (Exception ended) when (ended is ServerErrorException || IsBroken(ended))
        {
            // The process has ended meanwhile. What it sent until then is complete.
        }
        catch (OperationCanceledException late)
        {
            throw new ToolException($"{target.Name} stopped answering while it was recorded.", late);
        }
    }

    /// <summary>Whether the connection was refused or broken.</summary>
    private static bool IsBroken(Exception failure) => failure is ServerNotAvailableException or IOException or SocketException;
}
