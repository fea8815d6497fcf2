using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Records events of a process to files.</summary>
internal sealed class Recorder(IRecordedTarget target, TraceStore store, TimeProvider time)
{
    private readonly DiagnosticPort _port = new(target, time);

    /// <summary>Why the last recording has no proper end: the process stopped answering. Null if it has one.</summary>
    internal ToolException? Interruption { get; private set; }

    /// <summary>Records for the given time, until the process ends or stops answering, or until cancelled, and keeps what arrived until then.</summary>
    /// <exception cref="OperationCanceledException">Recording was cancelled before it began.</exception>
    /// <exception cref="ToolException">The process can't be reached.</exception>
    internal async Task<FileInfo> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        Interruption = null;
        FileInfo file = store.Next(events.Name);
        using EventPipeSession session = await _port.StartAsync(events, cancellationToken);
        target.OnRecording();
        await using (FileStream output = file.Create())
        {
            // The stream is read to its end, since the symbols come last.
#pragma warning disable CA2025 // The task is always awaited before the block ends.
            Task copying = session.EventStream.CopyToAsync(output, CancellationToken.None);
#pragma warning restore CA2025
            try
            {
                await Task.WhenAny(copying, Task.Delay(length, time, cancellationToken));
                if (copying.IsCompleted)
                {
                    await target.WaitForEndAsync();
                }
                else
                {
                    await _port.StopAsync(session);
                }
            }
            catch (ToolException silent)
            {
                // No more data will come, and nothing else would end the copying.
                Interruption = silent;
                await session.EventStream.DisposeAsync();
            }
            finally
            {
                await CopyToEndAsync(copying);
            }
        }

        return file;
    }

    private static async Task CopyToEndAsync(Task copying)
    {
        try
        {
            await copying;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // The process ended, or doesn't answer. What it sent until then is complete.
        }
    }
}
