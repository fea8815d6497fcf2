using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>How much processor time a program used, according to its runtime's counter.</summary>
[Trait("Requirement", "D2")]
public class ProcessorTimeTests
{
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(10);

    [Fact]
    public void SecondsIn_WithoutASecondReading_AreUnknown()
    {
        ProcessorTime time = new();
        Assert.Null(time.SecondsIn(s_length));

        time.Add(processors: 0.00001, seconds: 1);

        Assert.Null(time.SecondsIn(s_length));
    }

    [Fact]
    public void SecondsIn_ABusyProgram_AreNotLoweredByTheFirstReading()
    {
        ProcessorTime time = new();

        time.Add(processors: 0.00001, seconds: 1);
        time.Add(processors: 0.5, seconds: 1);
        time.Add(processors: 0.8, seconds: 2);

        Assert.Equal(7, time.SecondsIn(s_length)!.Value, tolerance: 1e-9);
    }

    [Fact]
    public void SecondsIn_AnIdleProgram_AreNone()
    {
        ProcessorTime time = new();

        time.Add(processors: 2, seconds: 1);
        time.Add(processors: 0, seconds: 1);

        Assert.Equal(0, time.SecondsIn(s_length));
    }
}
