using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Tests.Configuration;

[Trait("Requirement", "E4")]
public class ConfigurationTests
{
    /// <summary>Every key, none with its default.</summary>
    private const string EveryKey = """
        {
          "Name": "frames", "MinSize": 128, "MaxSize": 65536, "MaxBuffersPerBucket": 7, "MaxIdleBytesPerBucket": 1000000, "MaxTotalBytes": 5000000000,
          "SizeClasses": "PowersOfTwo", "Mode": "Checked", "ClearOnReturn": true, "Pinned": true, "QuarantineLength": 5, "GuardStart": true,
          "PoisonByte": 65,
          "LeakSamplingInterval": 99, "SampledMode": "guarded", "SampledModeInterval": 77, "DecayTime": "00:01:30"
        }
        """;

    [Fact]
    public void Section_WithEveryKey_SetsEveryOption()
    {
        BytePoolOptions options = Read(EveryKey);
        Assert.Equal(("frames", 128, 65_536, 7), (options.Name, options.MinSize, options.MaxSize, options.MaxBuffersPerBucket));
        Assert.Equal((1_000_000L, 5_000_000_000L), (options.MaxIdleBytesPerBucket, options.MaxTotalBytes));
        Assert.Equal((SizeClassLadder.PowersOfTwo, PoolMode.Checked, true, true), (options.SizeClasses, options.Mode, options.ClearOnReturn, options.Pinned));
        Assert.Equal((5, true, 99, PoolMode.Guarded, 77),
            (options.QuarantineLength, options.GuardStart, options.LeakSamplingInterval, options.SampledMode, options.SampledModeInterval));
        Assert.Equal((65, TimeSpan.FromSeconds(90)), (options.PoisonByte, options.DecayTime));
    }

    [Fact]
    public void Keys_AreAllOptionsThatTextCanGive()
    {
        string[] byCodeOnly = [nameof(BytePoolOptions.OnMisuse), nameof(BytePoolOptions.MeterFactory), nameof(BytePoolOptions.TimeProvider)];
        string[] options = [.. typeof(BytePoolOptions).GetProperties().Where(static property => property.CanWrite)
            .Select(static property => property.Name).Except(byCodeOnly)];
        Assert.Equal(options.Order(), AspNetCore.Configuration.OptionKey.All.Select(static key => key.Name).Order());
    }

    [Theory]
    [InlineData("""{ "SizeClasses": "fourperdoubling" }""", "FourPerDoubling")]
    [InlineData("""{ "SizeClasses": "1024, 4096,16777216" }""", "1024, 4096, 16777216")]
    [InlineData("""{ "SizeClasses": [ 1024, 4096, 16777216 ] }""", "1024, 4096, 16777216")]
    [InlineData("""{ "SizeClasses": [ "PowersOfTwo" ] }""", "PowersOfTwo")]
    [InlineData("""{ "SizeClasses": 16777216 }""", "16777216")]
    public void SizeClasses_AsNameOrSizes_AreRead(string json, string ladder) => Assert.Equal(ladder, Read(json).SizeClasses.ToString());

    [Theory]
    [InlineData("""{ "MaxIdleBytesPerBucket": "" }""")]
    [InlineData("""{ "MaxIdleBytesPerBucket": null }""")]
    public void MaxIdleBytesPerBucket_Empty_IsNoLimit(string json) => Assert.Null(Read(json).MaxIdleBytesPerBucket);

    [Fact]
    public void DecayTime_Infinite_IsRead() => Assert.Equal(Timeout.InfiniteTimeSpan, Read("""{ "DecayTime": "infinite" }""").DecayTime);

    [Fact]
    public void Keys_AreReadWhateverTheirCase() => Assert.Equal(4_096, Read("""{ "maxsize": 4096 }""").MaxSize);

    [Theory]
    [InlineData("""{ "MinSize": 0 }""", "Pools:MinSize is \"0\", but must be at least 1 byte.")]
    [InlineData("""{ "MinSize": "64 KiB" }""", "Pools:MinSize is \"64 KiB\", but must be a whole number up to 2147483647, digits only.")]
    [InlineData("""{ "PoisonByte": 256 }""", "Pools:PoisonByte is \"256\", but must be a whole number from 0 to 255, digits only.")]
    [InlineData("""{ "MaxSize": 4294967296 }""", "Pools:MaxSize is \"4294967296\", but must be a whole number up to 2147483647, digits only.")]
    [InlineData("""{ "MaxSize": {} }""", "Pools:MaxSize is empty, but must be a whole number")]
    [InlineData("""{ "MaxSize": "" }""", "Pools:MaxSize is empty, but must be a whole number")]
    [InlineData("""{ "MaxSize": { "Bytes": 4096 } }""", "Pools:MaxSize is a list or a section, but must be a single value.")]
    [InlineData("""{ "MaxTotalBytes": [ 5000000 ] }""", "Pools:MaxTotalBytes is a list or a section, but must be a single value.")]
    [InlineData("""{ "MaxIdleBytesPerBucket": { "Bytes": 5000000 } }""", "Pools:MaxIdleBytesPerBucket is a list or a section, but must be a single value.")]
    [InlineData("""{ "Name": [ "frames" ] }""", "Pools:Name is a list or a section, but must be a single value.")]
    [InlineData("""{ "MinSize": 2000, "MaxSize": 1000 }""",
        "Pools:MinSize is \"2000\", but must be at most MaxSize, which is 1,000; lower one or raise the other.")]
    [InlineData("""{ "MaxTotalBytes": 5 }""", "Pools:MaxTotalBytes is \"5\", but must be at least 64, the size of the smallest buffer")]
    [InlineData("""{ "MaxTotalBytes": "much" }""",
        "Pools:MaxTotalBytes is \"much\", but must be a whole number up to 9223372036854775807, digits only, or empty for no limit.")]
    [InlineData("""{ "Mode": "Cheked" }""", "Pools:Mode is \"Cheked\", but must be one of Standard, Unpooled, Checked, Guarded.")]
    [InlineData("""{ "Mode": "2" }""", "Pools:Mode is \"2\", but must be one of Standard")]
    [InlineData("""{ "SampledMode": "Unpooled" }""", "Pools:SampledMode is \"Unpooled\", but must be Checked, Guarded, or Standard for none.")]
    [InlineData("""{ "ClearOnReturn": "yes" }""", "Pools:ClearOnReturn is \"yes\", but must be true or false.")]
    [InlineData("""{ "DecayTime": 25 }""", "Pools:DecayTime is \"25\", but must be a time such as 00:00:25")]
    [InlineData("""{ "DecayTime": "00:00:00" }""", "Pools:DecayTime is \"00:00:00\", but must be 00:00:00.1000000 to 30.00:00:00")]
    [InlineData("""{ "SizeClasses": "Fibonacci" }""",
        "Pools:SizeClasses is \"Fibonacci\", but must be PowersOfTwo, FourPerDoubling, or ascending sizes in bytes")]
    [InlineData("""{ "SizeClasses": [ 4096, 1024 ] }""", "Pools:SizeClasses is \"4096, 1024\", but must be a valid ladder of sizes: "
        + "The sizes of a ladder must ascend, but 1,024 follows 4,096. Sort them and remove duplicates.")]
    [InlineData("""{ "SizeClasses": "64, 1024", "MaxSize": 2048 }""",
        "Pools:MaxSize is \"2048\", but must be at most 1,024, the largest size of the custom ladder")]
    [InlineData("""{ "MaxSze": 4096 }""", "Pools:MaxSze is not a pool option. Did you mean MaxSize?")]
    [InlineData("""{ "Colour": "blue" }""", "Pools:Colour is not a pool option. Remove it; the options are Name, MinSize, MaxSize,")]
    [InlineData("""{ "TimeProvider": "System" }""", "Pools:TimeProvider is not a pool option.")]
    public void Section_WithAWrongValue_IsRefusedNamingAllThatHelps(string json, string message)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Read(json));
        Assert.StartsWith(message, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    /// <summary>The rules are those of code too, where what has no number is null and the like.</summary>
    [Theory]
    [InlineData("""{ "MaxTotalBytes": 5 }""", "In configuration, an empty value means no budget.")]
    [InlineData("""{ "MaxIdleBytesPerBucket": 0 }""", "In configuration, an empty value means no limit.")]
    [InlineData("""{ "DecayTime": "00:00:00" }""", "In configuration, \"Infinite\" keeps idle buffers indefinitely.")]
    public void Section_WithAValueOutOfRange_IsToldHowConfigurationSaysNone(string json, string advice)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Read(json));
        Assert.EndsWith($". {advice}", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_WithAValueOutOfRange_IsNotToldOfConfiguration()
    {
        using ServiceProvider provider = Services(Json("""{ "MaxTotalBytes": 100000 }""").GetSection("Pools"))
            .AddTidepool(static options => options.MaxTotalBytes = 5).Services.BuildServiceProvider();
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<BytePool>);
        string failure = Assert.Single(refusal.Failures);
        Assert.StartsWith("MaxTotalBytes of the pool \"default\" is 5, but must be at least 64", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("In configuration", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithSeveralWrongValues_NamesAll()
    {
        using ServiceProvider provider = Services(Json("""{ "MinSize": 0, "MaxSze": 1, "Mode": "Fast" }""").GetSection("Pools"))
            .AddTidepool("uploads", Json("""{ "QuarantineLength": -1 }""").GetSection("Pools")).Services
            .AddTidepool("frames", static options => options.MaxBuffersPerBucket = -2).Services
            .BuildServiceProvider();
        Exception refusal = Assert.ThrowsAny<Exception>(provider.GetRequiredService<IStartupValidator>().Validate);
        string all = refusal.ToString();
        Assert.All(
            (string[])[
                "Pools:MinSize is \"0\"", "Pools:MaxSze is not a pool option", "Pools:Mode is \"Fast\"", "Pools:QuarantineLength is \"-1\"",
                "MaxBuffersPerBucket of the pool \"frames\" is -2, but must be 0 (keep none) or more."],
            part => Assert.Contains(part, all, StringComparison.Ordinal));
    }

    [Fact]
    public void WholeConfiguration_IsReadAtTidepool_AsTheDoctorWritesIt()
    {
        using MemoryStream doctors =
            new(Encoding.UTF8.GetBytes("""{ "Logging": { "LogLevel": "None" }, "Tidepool": { "MinSize": 256, "MaxSize": 1048576 } }"""));
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonStream(doctors).Build();
        foreach (IConfiguration given in (IConfiguration[])[configuration, configuration.GetSection("Tidepool")])
        {
            using ServiceProvider provider = new ServiceCollection().AddTidepool(given).Services.BuildServiceProvider();
            BytePool pool = provider.GetRequiredService<BytePool>();
            Assert.Equal((256, 1_048_576), (pool.MinSize, pool.MaxSize));
        }
    }

    [Fact]
    public void Section_ThatIsMissing_LeavesTheDefaults()
    {
        using ServiceProvider provider = Services(new ConfigurationBuilder().Build().GetSection("Tidepool")).BuildServiceProvider();
        Assert.Equal(new BytePoolOptions().MaxSize, provider.GetRequiredService<BytePool>().MaxSize);
    }

    [Theory]
    [InlineData("""{ "MinSize": 256, "MaxSize": 1048576 }""",
        "MaxSize is at the root of the configuration, but only the section Tidepool is read. Move it to Tidepool:MaxSize.")]
    [InlineData("""{ "Name": "frames", "maxtotalbytes": 1000000 }""",
        "maxtotalbytes is at the root of the configuration, but only the section Tidepool is read. Move it to Tidepool:MaxTotalBytes.")]
    [InlineData("""{ "Tidepol": { "MinSize": 256 } }""",
        "The configuration has no section Tidepool, but it has pool options in the section Tidepol. Rename that section, or pass it to AddTidepool.")]
    [InlineData("""{ "TidePools": { "Mode": "Checked" } }""", "The configuration has no section Tidepool, but it has pool options in the section TidePools.")]
    public void WholeConfiguration_WithOptionsInTheWrongPlace_IsRefused(string json, string message)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => ReadWhole(json));
        Assert.StartsWith(message, refusal.Failures.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Tidepool": 5 }""", "the value \"5\"")]
    [InlineData("""{ "Tidepool": "5" }""", "the value \"5\"")]
    [InlineData("""{ "Tidepool": [1024, 65536] }""", "a list")]
    [InlineData("""{ "Tidepool": [{ "MaxSize": 65536 }] }""", "a list")]
    public void WholeConfiguration_WhoseSectionIsAValueOrAList_IsRefused(string json, string present)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => ReadWhole(json));
        Assert.Equal(
            $"Tidepool is {present}, but must be a section with pool options: \"Tidepool\": {{ \"MaxSize\": 65536 }} in JSON, "
                + "or Tidepool__MaxSize=65536 in the environment.",
            Assert.Single(refusal.Failures));
    }

    [Fact]
    public void Section_ThatIsAValue_IsRefusedAtTheStart()
    {
        IConfigurationSection section = Json("""{ "Uploads": true }""").GetSection("Pools:Uploads");
        using ServiceProvider provider = new ServiceCollection().AddTidepool("uploads", section).Services.BuildServiceProvider();
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal(
            "Pools:Uploads is the value \"True\", but must be a section with pool options: \"Uploads\": { \"MaxSize\": 65536 } in JSON, "
                + "or Pools__Uploads__MaxSize=65536 in the environment.",
            Assert.Single(refusal.Failures));
    }

    /// <summary>A value beside options, as when a variable of the environment has the section's name, hides none of them; an empty one says nothing.</summary>
    [Fact]
    public void Section_WithAValueAndOptions_IsRead()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Tidepool"] = "5", ["Tidepool:MinSize"] = "256", ["Empty"] = "" }).Build();
        using ServiceProvider provider = Services(configuration).AddTidepool("empty", configuration.GetSection("Empty")).Services.BuildServiceProvider();
        Assert.Equal(256, provider.GetRequiredService<BytePool>().MinSize);
        Assert.Equal(new BytePoolOptions().MinSize, provider.GetRequiredKeyedService<BytePool>("empty").MinSize);
    }

    /// <summary>As when appsettings.json has a list and a variable of the environment has text. The configuration doesn't tell which came last.</summary>
    [Fact]
    public void SizeClasses_AsTextAndAsAList_AreRefused()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Tidepool:SizeClasses:0"] = "1024", ["Tidepool:SizeClasses:1"] = "4096" })
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Tidepool:SizeClasses"] = "PowersOfTwo" }).Build();
        using ServiceProvider provider = Services(configuration).BuildServiceProvider();
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<BytePool>);
        Assert.Equal(
            "Tidepool:SizeClasses is \"PowersOfTwo\" in one place of the configuration and a list in another, "
                + "and which of them overrides the other isn't known. Remove one.",
            Assert.Single(refusal.Failures));
    }

    /// <summary>The monitor tells of changes; what it is told to do with them is the application's choice.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnChange_OfAReloadedConfiguration_IsCalledUnlessItIsInvalid(bool isWhole)
    {
        IConfigurationRoot configuration =
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Tidepool:MaxTotalBytes"] = "100000" }).Build();
        using ServiceProvider provider = Services(isWhole ? configuration : configuration.GetSection("Tidepool"))
            .AddTidepool("uploads", configuration.GetSection("Uploads")).Services.BuildServiceProvider();
        BytePool pool = provider.GetRequiredService<BytePool>();
        BytePool uploads = provider.GetRequiredKeyedService<BytePool>("uploads");
        provider.GetRequiredService<IOptionsMonitor<BytePoolOptions>>().OnChange((options, name) =>
            (name == Options.DefaultName ? pool : uploads).MaxTotalBytes = options.MaxTotalBytes);
        configuration["Tidepool:MaxTotalBytes"] = "200000";
        configuration["Uploads:MaxTotalBytes"] = "300000";
        Assert.Equal((100_000L, null), (pool.MaxTotalBytes, uploads.MaxTotalBytes));
        configuration.Reload();
        Assert.Equal((200_000L, 300_000L), (pool.MaxTotalBytes, uploads.MaxTotalBytes));

        configuration["Tidepool:MaxTotalBytes"] = "much";
        Assert.Contains("Tidepool:MaxTotalBytes is \"much\"", Assert.ThrowsAny<Exception>(configuration.Reload).ToString(), StringComparison.Ordinal);
        Assert.Equal((200_000L, 300_000L), (pool.MaxTotalBytes, uploads.MaxTotalBytes));
        pool.Rent(100).Return();
    }

    /// <summary>What may be another's is left to him, such as a variable of the environment.</summary>
    [Theory]
    [InlineData("""{ "Name": "web-1", "Mode": "Server", "Pinned": "yes" }""")]
    [InlineData("""{ "MaxSize": 10 }""")]
    [InlineData("""{ "MaxTotalBytes": 10, "DecayTime": "x", "Tidepool": { "MinSize": 64 } }""")]
    [InlineData("""{ "Tidepol": "x", "Tidepools": { "Uploads": { "MinSize": 256 } } }""")]
    [InlineData("""{ "Uploads": { "MinSize": 256 } }""")]
    public void WholeConfiguration_WithOthersKeys_LeavesTheDefaults(string json) => Assert.Equal(new BytePoolOptions().MinSize, ReadWhole(json).MinSize);

    [Fact]
    public void Code_AfterConfiguration_Overrules()
    {
        using ServiceProvider provider = Services(Json("""{ "MinSize": 128, "MaxSize": 1024 }""").GetSection("Pools"))
            .AddTidepool(static options => options.MaxSize = 2_048).Services.BuildServiceProvider();
        BytePool pool = provider.GetRequiredService<BytePool>();
        Assert.Equal((128, 2_048), (pool.MinSize, pool.MaxSize));
    }

    private static IServiceCollection Services(IConfiguration configuration) => new ServiceCollection().AddTidepool(configuration).Services;

    /// <summary>The options that the section Pools gives the default pool.</summary>
    private static BytePoolOptions Read(string json)
    {
        using ServiceProvider provider = Services(Json(json).GetSection("Pools")).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<BytePoolOptions>>().Value;
    }

    /// <summary>The options that a whole configuration gives the default pool.</summary>
    private static BytePoolOptions ReadWhole(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        using ServiceProvider provider = Services(new ConfigurationBuilder().AddJsonStream(stream).Build()).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<BytePoolOptions>>().Value;
    }

    private static IConfigurationRoot Json(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "Pools": {{json}} }"""));
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }
}
