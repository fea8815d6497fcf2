using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>Records events of a process into files.</summary>
internal sealed class Recorder(IRecordedTarget target, TraceStore store, TimeProvider time)
{
    private readonly DiagnosticPort _port = new(target, time);

    /// <summary>Records for so long, or until the process ends, or until it is told to stop: what came until then is recorded.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop before the recording began.</exception>
    /// <exception cref="ToolException">The process can't be reached, or stopped answering.</exception>
    internal async Task<FileInfo> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        FileInfo file = store.Next(events.Name);
        using EventPipeSession session = await _port.StartAsync(events, cancellationToken);
        target.OnRecording();
        await using (FileStream output = file.Create())
        {
            // What is in the pipe is drained to its end: the symbols come last.
#pragma warning disable CA2025 // It is awaited before the block ends, whatever happens.
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
            catch
            {
                // Nothing more is to come, and nobody would tell the copying.
                await session.EventStream.DisposeAsync();
                throw;
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
            // The process ended, or doesn't answer: what it sent until then is whole.
        }
    }
}
