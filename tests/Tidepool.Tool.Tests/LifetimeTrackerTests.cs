using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>Arrays followed through collections.</summary>
[Trait("Requirement", "D4")]
public class LifetimeTrackerTests
{
    private readonly LifetimeTracker _tracker = new();

    [Fact]
    public void WithoutRanges_ThereIsNothingToSay()
    {
        Sample(0x1000);
        _tracker.OnCollectionStart(0, isBackground: false);
        _tracker.OnCollectionEnd();
        Assert.Null(_tracker.Result());
    }

    [Fact]
    public void AnArray_DiesWhereNoRangeHoldsIt_AndIsFollowedWhereItMoves()
    {
        Sample(0x1000);
        Sample(0x2000);
        Collect(0, [], (0x1000, 0x9000, 0x100));

        // The first array is in generation 1 now: a collection of generation 0 doesn't examine it, and one of generation 1 frees it.
        Collect(0, [(1, 0x9000, 0x1000)], (0x5000, 0x5000, 0x10));
        Assert.Equal([true], Followed().Select(static array => array.HasDied).Where(static died => died));
        Collect(1, [(1, 0x9000, 0x1000)], (0x5000, 0x5000, 0x10));
        Assert.Equal([(0, true), (1, true)], Followed().Select(static array => (array.Survived, array.HasDied)).Order());
    }

    [Fact]
    public void ABackgroundCollection_DecidesOnOldArraysThatWereThereBefore()
    {
        Sample(0x1000);
        Sample(0x8000);
        _tracker.OnCollectionStart(2, isBackground: true);
        _tracker.OnGeneration(0, 0x1000, 0x1000);
        _tracker.OnGeneration(3, 0x8000, 0x1000);
        Sample(0x8800);

        // A collection of generation 0 during the background collection frees the young array.
        Collect(0, [(0, 0x1000, 0x1000), (3, 0x8000, 0x1000)], (0x5000, 0x5000, 0x10));
        Assert.Single(Followed());
        _tracker.OnSurvived(0x5000, 0x10);
        _tracker.OnCollectionEnd();
        Assert.Equal([(0, true), (0, true)], Followed().Select(static array => (array.Survived, array.HasDied)));
        Assert.Equal(2, _tracker.Result()!.Collections);
    }

    [Fact]
    public void Live_IsThePeakAfterFullCollections()
    {
        for (ulong round = 0; round < 4; round++)
        {
            Sample(0x1000 + (round * 0x100));
            Collect(2, [], (0x1000, 0x1000, 0x100 * (round + 1)));
        }

        // Four samples, each representing about a hundred arrays.
        LiveCount live = Assert.Single(_tracker.Result()!.Live);
        double each = SampleWeight.OfSampled(1_024) / 1_024;
        Assert.Equal((1_024, 4 * each), (live.Bucket, live.Peak));
        Assert.Equal((4 * each) + (1.96 * Math.Sqrt(4 * each * (each - 1))), live.AtMost, 1e-6);
    }

    private IEnumerable<FollowedArray> Followed() => _tracker.Result()!.Followed;

    private void Sample(ulong address) =>
        _tracker.OnSample(address, new AllocationSample("System.Byte[]", 1_024, SampleWeight.OfSampled(1_024), false, CallSite.Unknown));

    private void Collect(int generation, (int Generation, ulong Start, ulong Length)[] heap, params (ulong From, ulong To, ulong Length)[] survivors)
    {
        _tracker.OnCollectionStart(generation, isBackground: false);
        foreach ((int of, ulong start, ulong length) in heap)
        {
            _tracker.OnGeneration(of, start, length);
        }

        foreach ((ulong from, ulong to, ulong length) in survivors)
        {
            _tracker.OnMoved(from, to, length);
        }

        _tracker.OnCollectionEnd();
    }
}
