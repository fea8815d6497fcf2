namespace Tidepool.Benchmarks.Measurement;

/// <summary>What takes turns with others in one measurement.</summary>
/// <param name="Name">A peer's name, or a variant's.</param>
/// <param name="Bind">Makes its run.</param>
internal sealed record Entrant(string Name, Func<Run> Bind);
