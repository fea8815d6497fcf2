namespace Tidepool.Soak;

/// <summary>What a worker does mostly, after the workloads by which allocators are compared: of a thousand acts, so many of each kind. The rest are rarer ones,
/// which all have in common.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Rent">Rents, until so many are held.</param>
/// <param name="MostHeld">The most held at once.</param>
/// <param name="Return">Returns of what is held, or of all of it.</param>
/// <param name="Order">Which is returned first.</param>
/// <param name="HandOver">Leases passed to another thread.</param>
/// <param name="TakeOver">Leases taken from another thread.</param>
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
