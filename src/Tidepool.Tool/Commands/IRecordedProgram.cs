using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>The program being examined, as the examination sees it.</summary>
internal interface IRecordedProgram
{
    public string Name { get; }

    public bool HasEnded { get; }

    /// <summary>Whether the tool started the program, and so can start it again.</summary>
    public bool CanStartAgain { get; }

    /// <summary>Names and ids of the .NET programs that it started and that aren't being examined.</summary>
    public IReadOnlyList<string> Children { get; }

    /// <summary>Starts the program again; only if <see cref="CanStartAgain"/>.</summary>
    /// <exception cref="ToolException">The program can't be started.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken);

    /// <summary>Records for the given time, until the program ends, or until cancelled, and reads the recording.</summary>
    /// <exception cref="OperationCanceledException">Recording was cancelled before it began.</exception>
    /// <exception cref="ToolException">The program can't be reached, stopped answering, or ended too soon.</exception>
    public Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Creates the exception for a program that ended before there was anything to judge.</summary>
    public ToolException EndedTooSoon(Exception? cause);
}
