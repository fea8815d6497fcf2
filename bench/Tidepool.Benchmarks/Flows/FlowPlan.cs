namespace Tidepool.Benchmarks.Flows;

/// <summary>How much passes through the flows.</summary>
/// <param name="Rounds">Rounds, in each of which every peer has a process of its own.</param>
/// <param name="Messages">Messages whose time is measured.</param>
internal sealed record FlowPlan(int Rounds, int Messages)
{
    public const int Flows = 8;
    public const int Smallest = 128;
    public const int Largest = 64 * 1_024;

    /// <summary>Gets what the flows are, in a phrase.</summary>
    public static string Description =>
        $"{Flows} flows of messages of {Smallest} B to {Largest / 1_024} KiB (log-uniform): "
        + "each rented on one thread of the thread pool, passed through a bounded channel, returned on another";

    /// <summary>Figures worth quoting.</summary>
    public static FlowPlan Full { get; } = new(7, 400_000);

    /// <summary>Shows that everything works; the figures are rough.</summary>
    public static FlowPlan Quick { get; } = new(2, 80_000);

    public static FlowPlan Of(bool quick) => quick ? Quick : Full;
}
