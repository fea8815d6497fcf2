namespace Tidepool.Benchmarks.Workloads;

/// <summary>One workload with ever more of something, measured against itself.</summary>
/// <param name="Name">The short name, as the command line and files take it.</param>
/// <param name="Unit">What there is ever more of.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="Variants">The counts, rising, each with its workload.</param>
internal sealed record WorkloadSeries(string Name, string Unit, string Description, IReadOnlyList<(int Count, Workload Workload)> Variants);
