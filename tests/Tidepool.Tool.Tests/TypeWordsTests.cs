using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>What helps with arrays of other types depends on who makes them, and on their size.</summary>
[Trait("Requirement", "D5")]
public class TypeWordsTests
{
    private const string Rent = "arrays of other types, which ArrayPool<T>.Shared rents";

    private const string TooSmall = "arrays of other types under 256 B, for which a pool costs about as much as the collector.";

    private const string Miss = "arrays of other types that a pool made, which the program already uses.";

    [Theory]
    [InlineData(Rent, "System.Int32[]", 4_024)]
    [InlineData(Rent, "Game.Vertex[]", 4_024)]
    [InlineData(Rent, "Entry[]", 4_024)]
    [InlineData(TooSmall, "System.Int32[]", 40)]
    [InlineData(TooSmall, "System.Object[]", 56)]
    [InlineData(Miss, "System.Char[]", 16_408, null, "ArrayPool.Shared")]
    [InlineData("arrays of other types that calls of libraries make (string.ToCharArray()).", "System.Char[]", 4_024, "string.ToCharArray()")]
    [InlineData("arrays of other types that calls of libraries make (an inlined call).", "System.Char[]", 4_024, CallSite.InlinedCall)]
    [InlineData("arrays of collections that grow", "System.Int32[]", 4_024, "System.Collections.Generic.List<…>..ctor(int)")]
    [InlineData("arrays of other types that calls of libraries make", "VolatileNode[System.Int32,System.Int32][]", 4_024,
        "System.Collections.Concurrent.ConcurrentDictionary<…>..ctor()")]
    public void AnArray_IsToldWhatHelpsWithIt(string sentence, string type, int size, string? call = null, string? pool = null)
    {
        AllocationSample sample = new(type, size, 100_000, false, new CallSite("Program.Run()", null, pool) { Call = call });
        Pause[] pauses = [.. Enumerable.Range(0, 200).Select(static index => new Pause(index * 50, 5, 0, "AllocSmall"))];
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 1e9, [.. Enumerable.Repeat(sample, 1_000)]);
        Judgement judgement = Judgement.Of([findings], [findings], [], Thresholds.Default);
        Assert.Equal(Verdict.NotByteArrays, judgement.Verdict);
        Assert.StartsWith($"100 % of the bytes are {sentence}", TypeWords.Help(judgement), StringComparison.Ordinal);
    }
}
