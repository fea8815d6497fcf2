using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>A heap that grows by byte arrays. Only full collections show whether the arrays are ever freed.</summary>
[Trait("Requirement", "N6")]
public class KeptVerdictTests
{
    [Theory]
    [InlineData(2, "Stop here: the arrays are kept", "of the arrays that a pool could serve aren't freed, and")]
    [InlineData(0, "Stop here: the arrays are kept, for good or for a while", "aren't freed, or not before a full collection, and")]
    public void WithoutFullCollections_OldArraysMayBeDead(int generation, string headline, string sentence)
    {
        AllocationSample array = new("System.Byte[]", 8_024, 100_000, false, new CallSite("Cache.Add()", null, null));
        Pause[] pauses = [.. Enumerable.Range(0, 150).Select(static index => new Pause(index, 5, 0, "AllocSmall"))];
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 40e6, [.. Enumerable.Repeat(array, 400)])
        {
            Heap = [.. Enumerable.Range(0, 10).Select(second => new HeapReading(second * 1_000, generation, 50_000_000 + (4_000_000L * second)))],
        };
        Judgement judgement = Judgement.Of([findings], [findings], [], Thresholds.Default);
        Assert.Equal(("stop-kept", headline), (judgement.Verdict.Word, judgement.Verdict.Headline));
        Assert.Contains(sentence, HeapWords.Kept(judgement), StringComparison.Ordinal);
    }
}
