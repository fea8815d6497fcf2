using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>The program that is examined, as the examination sees it.</summary>
internal interface IRecordedProgram
{
    public string Name { get; }

    public bool HasEnded { get; }

    /// <summary>Whether it is ours to start.</summary>
    public bool CanStartAgain { get; }

    /// <summary>The .NET programs that it has started and that aren't examined, by name and id.</summary>
    public IReadOnlyList<string> Children { get; }

    /// <summary>Starts it once more, where it is ours to start.</summary>
    /// <exception cref="ToolException">It can't be started.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken);

    /// <summary>Records for so long, or until it ends, or until it is told to stop, and reads what was recorded.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop before the recording began.</exception>
    /// <exception cref="ToolException">It can't be reached, or stopped answering, or ended too soon.</exception>
    public Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>It has ended, and there is nothing to judge it by.</summary>
    public ToolException EndedTooSoon(Exception? cause);
}
