using MessageRelay.Client;
using MessageRelay.Measure;
using MessageRelay.Memory;
using MessageRelay.Reports;
using MessageRelay.Run;
using Xunit;

namespace MessageRelay.Tests;

public class KindRatioTests
{
    [Fact]
    public void All_SeveralRounds_ComparesRoundsOfOneNumber()
    {
        // The second round was slow for both: a quotient of medians would be 4 / 2.
        RoundResult[] rounds =
        [
            Round(MemoryKind.ArrayPool, 1, cpuSeconds: 1, peak: 100),
            Round(MemoryKind.Tidepool, 1, cpuSeconds: 4, peak: 100),
            Round(MemoryKind.Tidepool, 2, cpuSeconds: 20, peak: 120),
            Round(MemoryKind.ArrayPool, 2, cpuSeconds: 20, peak: 100),
            Round(MemoryKind.ArrayPool, 3, cpuSeconds: 2, peak: 100),
            Round(MemoryKind.Tidepool, 3, cpuSeconds: 1, peak: 90),
        ];

        KindRatio ratio = Assert.Single(KindRatio.All([MemoryKind.ArrayPool, MemoryKind.Tidepool], rounds));

        Assert.Equal((MemoryKind.Tidepool, MemoryKind.ArrayPool), (ratio.Kind, ratio.Of));
        Assert.Equal(new RatioSpread(1, 0.5, 4), ratio.CpuPerMessage);
        Assert.Equal(new RatioSpread(1, 0.9, 1.2), ratio.PeakWorkingSet);
    }

    [Fact]
    public void All_WithoutArrayPool_ComparesTidepoolWithTheControlAlone()
    {
        MemoryKind[] kinds = [MemoryKind.NewArray, MemoryKind.Control, MemoryKind.Tidepool];
        KindRatio ratio = Assert.Single(KindRatio.All(kinds, [.. kinds.Select(kind => Round(kind, 1, cpuSeconds: 1, peak: 100))]));
        Assert.Equal((MemoryKind.Tidepool, MemoryKind.Control), (ratio.Kind, ratio.Of));
    }

    [Fact]
    public void Default_IsAllButTheControl() => Assert.Equal([.. MemoryKinds.Default, MemoryKind.Control], MemoryKinds.All);

    private static RoundResult Round(MemoryKind kind, int round, double cpuSeconds, long peak) => new(
        kind,
        round,
        new ServerSample(1, 10, 0, 0, 0, 0, 0, 0, 0, 0, cpuSeconds, peak),
        new ClientSample(10, 10, 0, null, 0, []),
        new ServerEnding(null, []),
        []);
}
