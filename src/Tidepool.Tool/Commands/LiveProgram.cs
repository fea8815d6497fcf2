using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>A live process to record.</summary>
/// <param name="target">The process.</param>
/// <param name="store">Where the traces go.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveProgram(IRecordedTarget target, TraceStore store, TimeProvider time) : IRecordedProgram
{
    private readonly Recorder _recorder = new(target, store, time);

    public string Name => target.Name;

    public bool HasEnded => target.HasEnded;

    public bool CanStartAgain => target.CanStartAgain;

    public IReadOnlyList<string> Children => target.Children;

    public Task StartAgainAsync(CancellationToken cancellationToken) => target.StartAgainAsync(cancellationToken);

    public async Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        FileInfo trace = await _recorder.RecordAsync(events, length, cancellationToken);
        try
        {
            Findings found = TraceReader.Read(trace, target.Name);
            return _recorder.Interruption is not { } silent ? found
                : found.TellsAnything ? found with { Partial = $"{silent.Message} {found.Partial}".TrimEnd() }
                : throw silent;
        }
        catch (ToolException unreadable) when (_recorder.Interruption is { } silent && unreadable != silent)
        {
            throw silent;
        }
        catch (ToolException unreadable) when (target.HasEnded)
        {
            throw target.EndedTooSoon(unreadable);
        }
    }

    public ToolException EndedTooSoon(Exception? cause) => target.EndedTooSoon(cause);
}
