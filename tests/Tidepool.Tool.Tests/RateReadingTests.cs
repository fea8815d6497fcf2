using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>How much a program allocated, according to its runtime's counter, which is read once a second.</summary>
[Trait("Requirement", "D2")]
public class RateReadingTests
{
    private static readonly RateReading[] s_readings = [new(1_300, 1.2, 120), new(2_300, 1, 100), new(3_300, 1, 100)];

    /// <summary>The part of a second after the last reading counts too, or a short recording would show too low a rate.</summary>
    [Theory]
    [InlineData(3.3, 320)]
    [InlineData(4.1, 400)]
    [InlineData(3.2, 320)]
    public void BytesIn_ATrace_IncludeWhatFollowsTheLastReading(double seconds, double bytes) =>
        Assert.Equal(bytes, RateReading.BytesIn(s_readings, TimeSpan.FromSeconds(seconds))!.Value, tolerance: 1e-6);

    /// <summary>A program that has stopped, or stopped answering, isn't taken to go on.</summary>
    [Fact]
    public void BytesIn_ATraceThatGoesOnWithoutReadings_AreThoseCounted() =>
        Assert.Equal(320, RateReading.BytesIn(s_readings, TimeSpan.FromSeconds(9)));

    [Fact]
    public void BytesIn_ATraceWithoutReadings_AreUnknown() => Assert.Null(RateReading.BytesIn([], TimeSpan.FromSeconds(9)));
}
