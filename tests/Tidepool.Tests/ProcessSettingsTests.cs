using Tidepool.Settings;

namespace Tidepool.Tests;

[Trait("Requirement", "S4")]
public class ProcessSettingsTests
{
    private const string Variable = "TIDEPOOL_MODE";
    private const string Property = "Tidepool.Mode";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("unpooled", PoolMode.Unpooled)]
    [InlineData("UNPOOLED", PoolMode.Unpooled)]
    [InlineData("Standard", PoolMode.Standard)]
    public void Parse_Mode_IgnoresCase(string? value, PoolMode? expected) => Assert.Equal(expected, ProcessSettings.Parse("The test", value));

    [Theory]
    [InlineData("pooled")]
    [InlineData("1")]
    [InlineData(" unpooled")]
    [Trait("Requirement", "B10")]
    public void Parse_UnknownMode_NamesItAndTheModes(string value)
    {
        string message = Assert.Throws<InvalidOperationException>(() => ProcessSettings.Parse("The test", value)).Message;
        Assert.StartsWith("The test", message, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains("standard, unpooled", message, StringComparison.Ordinal);
    }

    /// <summary>Holds in any process. <see cref="Processes.ProcessModeTests"/> has processes with other environments.</summary>
    [Fact]
    public void Pool_InThisProcess_HasTheModeOfTheEnvironment()
    {
        string? mode = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : AppContext.GetData(Property) as string;
        bool isUnpooled = string.Equals(mode, "unpooled", StringComparison.OrdinalIgnoreCase);
        using BytePool first = new(16, 4_096, 8);
        using BytePool second = new(new BytePoolOptions());
        foreach (BytePool pool in (ReadOnlySpan<BytePool>)[first, second])
        {
            pool.Rent(100).Return();
            pool.Rent(100).Return();
            BytePoolStatistics statistics = pool.GetStatistics();
            Assert.Equal(isUnpooled ? 2 : 0, statistics.Unpooled);
            Assert.Equal(isUnpooled ? 0 : 1, statistics.Hits);
        }
    }

    /// <summary>As a program sets it, before its first pool.</summary>
    [Theory]
    [InlineData(PoolMode.Checked, "Checked")]
    [InlineData(1_000, "1000")]
    [InlineData("unpooled", "unpooled")]
    public void Property_ThatIsNotText_IsReadAsText(object value, string expected)
    {
        string property = $"Tidepool.Tests.{value}";
        AppContext.SetData(property, value);
        Assert.Equal(expected, ProcessSetting.Read("TIDEPOOL_TESTS_UNSET", property).Value);
    }

    [Fact]
    public void Property_ThatIsNotSet_IsEmpty() =>
        Assert.True(string.IsNullOrEmpty(ProcessSetting.Read("TIDEPOOL_TESTS_UNSET", "Tidepool.Tests.Unset").Value));
}
