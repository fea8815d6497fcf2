namespace Tidepool.Packages.Tests;

/// <summary>A command that has ended.</summary>
/// <param name="Line">The command, as one would type it.</param>
/// <param name="ExitCode">0 if it succeeded.</param>
/// <param name="Output">What it wrote, to either stream.</param>
internal sealed record CommandResult(string Line, int ExitCode, string Output)
{
    /// <summary>Whether an SDK command failed because no package source could be reached, or none has a part of .NET itself that it needs.</summary>
    internal bool LacksPacks => ExitCode != 0 && Output.Split('\n').Any(static line =>
        line.Contains("error NU1301", StringComparison.Ordinal)
        || (line.Contains("error NU110", StringComparison.Ordinal) && line.Contains("Microsoft.", StringComparison.Ordinal)));

    /// <summary>Fails the test unless the command succeeded.</summary>
    internal CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Line}\nended with {ExitCode}:\n{Output}");
        return this;
    }
}
