namespace Tidepool.Tests.Processes;

/// <summary>How a process ended and what it printed.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The value of the last line that begins with the name and a colon.</summary>
    internal string this[string name] => Output
        .Split('\n', StringSplitOptions.TrimEntries)
        .Last(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
}
