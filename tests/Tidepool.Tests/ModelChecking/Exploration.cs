namespace Tidepool.Tests.ModelChecking;

/// <summary>The result of an exploration.</summary>
/// <param name="States">How many different states were reached.</param>
/// <param name="Ends">In how many of them no actor could continue.</param>
/// <param name="Fault">The fault found, or null.</param>
/// <param name="Trace">The moves that led to the fault.</param>
internal sealed record Exploration(int States, int Ends, string? Fault, IReadOnlyList<string> Trace)
{
    /// <summary>The fault and the moves that lead to it, for a failing test to print.</summary>
    public override string ToString() => Fault is null
        ? $"no fault in {States:N0} states, {Ends:N0} ends"
        : $"{Fault}{Environment.NewLine}{string.Join(Environment.NewLine, Trace)}";
}
