namespace Tidepool.Packages.Tests;

/// <summary>A command that has ended.</summary>
/// <param name="Line">The command, as one would type it.</param>
/// <param name="ExitCode">0 where it succeeded.</param>
/// <param name="Output">What it wrote, to either stream.</param>
internal sealed record CommandResult(string Line, int ExitCode, string Output)
{
    /// <summary>Fails the test unless the command succeeded.</summary>
    internal CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Line}\nended with {ExitCode}:\n{Output}");
        return this;
    }
}
