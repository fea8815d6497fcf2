using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A process that can be recorded: on this machine, or connecting from elsewhere.</summary>
internal interface IRecordedTarget
{
    public DiagnosticsClient Client { get; }

    /// <summary>A name for messages, kept because the process may end.</summary>
    public string Name { get; }

    public bool HasEnded { get; }

    /// <summary>Whether the tool started the program, and so can start it again.</summary>
    public bool CanStartAgain { get; }

    /// <summary>Names and ids of the .NET programs that it started; none if they aren't visible.</summary>
    public IReadOnlyList<string> Children { get; }

    /// <summary>Called when recording has begun, so that a process that waits for it can continue.</summary>
    public void OnRecording();

    /// <summary>Starts the program again; only if <see cref="CanStartAgain"/>.</summary>
    /// <exception cref="ToolException">The program can't be started.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the process to end after its connection broke, since it closes its connections shortly before it exits.</summary>
    public Task WaitForEndAsync();

    /// <summary>Creates the exception for a diagnostics port that turned out not to be the process's.</summary>
    public ToolException WithoutPort(Exception refusal);

    /// <summary>Creates the exception for a process that ended before there was anything to judge.</summary>
    public ToolException EndedTooSoon(Exception? cause);
}
