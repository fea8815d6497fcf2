using Microsoft.Diagnostics.NETCore.Client;

namespace Tidepool.Tool.Recording;

/// <summary>A process that can be recorded: one of this machine, or one that connects from elsewhere.</summary>
internal interface IRecordedTarget
{
    public DiagnosticsClient Client { get; }

    /// <summary>For people, kept since the process may end.</summary>
    public string Name { get; }

    public bool HasEnded { get; }

    /// <summary>Whether it is ours to start.</summary>
    public bool CanStartAgain { get; }

    /// <summary>The .NET programs that it has started, by name and id; none where that can't be seen.</summary>
    public IReadOnlyList<string> Children { get; }

    /// <summary>Recording has begun: one that waits for that may go on.</summary>
    public void OnRecording();

    /// <summary>Starts the program once more, where it is ours.</summary>
    /// <exception cref="ToolException">It can't be started.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken);

    /// <summary>A process that ends lets go of its connections a little earlier.</summary>
    public Task WaitForEndAsync();

    /// <summary>The port that was found isn't the process's.</summary>
    public ToolException WithoutPort(Exception refusal);

    /// <summary>It has ended, and there is nothing to judge it by.</summary>
    public ToolException EndedTooSoon(Exception? cause);
}
