using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Tails;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>Everything the suite measured, and where.</summary>
internal sealed record SuiteResult(
    Provenance Provenance,
    MeasurementPlan Plan,
    TimeSpan Quiet,
    IReadOnlyList<RowResult> Rows,
    IReadOnlyList<AdapterResult> Adapters,
    IReadOnlyList<RowResult> Modes,
    IReadOnlyList<TailResult> Tails,
    IReadOnlyList<SeriesResult> Series,
    IReadOnlyList<MemoryResult> Memory);
