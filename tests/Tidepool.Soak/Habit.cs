namespace Tidepool.Soak;

/// <summary>What a worker mostly does, modeled on the workloads by which allocators are compared: how many of a thousand acts are of each kind. The rest are
/// rarer acts, the same for all habits.</summary>
/// <param name="Name">The name of the workload.</param>
/// <param name="Rent">How many acts rent; none while <paramref name="MostHeld"/> leases are held.</param>
/// <param name="MostHeld">The most leases held at once.</param>
/// <param name="Return">How many acts return one of the leases held, or all of them.</param>
/// <param name="Order">Which lease is returned first.</param>
/// <param name="HandOver">How many acts pass a lease to another thread.</param>
/// <param name="TakeOver">How many acts take a lease from another thread.</param>
internal sealed record Habit(string Name, int Rent, int MostHeld, int Return, ReturnOrder Order, int HandOver, int TakeOver)
{
    internal static IReadOnlyList<Habit> All { get; } =
    [
        new("a server's random replacement", 420, 32, 360, ReturnOrder.Any, 70, 70),
        new("nested", 460, 16, 460, ReturnOrder.LastFirst, 0, 0),
        new("in order", 460, 64, 460, ReturnOrder.FirstFirst, 0, 0),
        new("bursts", 800, 400, 20, ReturnOrder.AllAtOnce, 50, 50),
        new("a producer", 450, 8, 20, ReturnOrder.Any, 450, 0),
        new("a consumer", 20, 64, 450, ReturnOrder.FirstFirst, 0, 450),
    ];
}

/// <summary>Which of the leases held goes back.</summary>
internal enum ReturnOrder
{
    Any,
    LastFirst,
    FirstFirst,
    AllAtOnce,
}
