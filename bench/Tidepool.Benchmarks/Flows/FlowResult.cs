using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Flows;

/// <summary>The rounds of all pools.</summary>
internal sealed record FlowResult(IReadOnlyList<FlowSample> Subject, IReadOnlyList<FlowSample> Shared, IReadOnlyList<FlowSample> Stack)
{
    private const double MostMade = 1.2;
    private const double MostDistinct = 1.1;

    /// <summary>Gets the outcomes of the targets.</summary>
    public IReadOnlyList<TargetOutcome> Outcomes =>
    [
        Of("buffers made", MadeRatio, MostMade),
        Of("different buffers in 1,000 rents", DistinctRatio, MostDistinct),
    ];

    /// <summary>Gets the processor time per message as a part of the stack's, within each round.</summary>
    public Distribution ProcessorOfStack => InTurn(Subject, Stack);

    /// <summary>Gets the processor time per message as a part of that with <see cref="PeerCatalog.Baseline"/>, within each round.</summary>
    public Distribution ProcessorOfShared => InTurn(Subject, Shared);

    private Distribution MadeRatio => AllPairs(static sample => Math.Max(1, sample.Made));

    private Distribution DistinctRatio => AllPairs(static sample => sample.Distinct);

    private static TargetOutcome Of(string what, Distribution ratio, double limit) =>
        new($"flows, {what}", $"of the {LockedStackPeer.Name}'s", ratio, limit, IsFloor: false);

    private static Distribution InTurn(IReadOnlyList<FlowSample> mine, IReadOnlyList<FlowSample> theirs) =>
        Distribution.Of(mine.Zip(theirs, static (left, right) => left.ProcessorNanoseconds / right.ProcessorNanoseconds));

    /// <summary>Each of the pool's rounds over each of the stack's: counts vary by chance from one process to the next, not with the machine's speed.</summary>
    private Distribution AllPairs(Func<FlowSample, double> figure) =>
        Distribution.Of(Subject.SelectMany(mine => Stack.Select(theirs => figure(mine) / figure(theirs))));
}
