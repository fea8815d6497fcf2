namespace Tidepool.Tests.Processes;

/// <summary>How a process ended and what it printed.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The value of the line that begins with a name and a colon, the last one if there are several.</summary>
    internal string this[string name] => Output
        .Split('\n', StringSplitOptions.TrimEntries)
        .Last(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
}
