using MessageRelay.Measure;
using Xunit;

namespace MessageRelay.Tests;

public class PauseWatchTests
{
    [Fact]
    public void Longest_AfterCollection_IsThatOfACollection()
    {
        using PauseWatch watch = new();
        watch.Reset();
        GC.Collect();

        // Other tests may collect at the same time; no pause is longer than all of them together.
        TimeSpan longest = watch.Longest;
        Assert.InRange(longest, TimeSpan.FromTicks(1), GC.GetTotalPauseDuration());
    }
}
