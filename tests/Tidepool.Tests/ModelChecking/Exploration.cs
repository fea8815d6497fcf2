namespace Tidepool.Tests.ModelChecking;

/// <summary>What an exploration found.</summary>
/// <param name="States">How many different states were reached.</param>
/// <param name="Ends">In how many of them nobody could go on.</param>
/// <param name="Fault">What was wrong, or null.</param>
/// <param name="Trace">The moves that led to the fault.</param>
internal sealed record Exploration(int States, int Ends, string? Fault, IReadOnlyList<string> Trace)
{
    /// <summary>The fault and how it comes about, for a failing test to print.</summary>
    public override string ToString() => Fault is null
        ? $"no fault in {States:N0} states, {Ends:N0} ends"
        : $"{Fault}{Environment.NewLine}{string.Join(Environment.NewLine, Trace)}";
}
