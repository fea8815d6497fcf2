namespace Tidepool.Tests;

[Trait("Requirement", "S2")]
[Trait("Requirement", "B10")]
public class OptionsTests
{
    public static TheoryData<string, BytePoolOptions, object, string> Wrong => new()
    {
        { nameof(BytePoolOptions.MinSize), new BytePoolOptions { MinSize = 0 }, 0, "at least 1" },
        { nameof(BytePoolOptions.MinSize), new BytePoolOptions { MinSize = -5 }, -5, "at least 1" },
        { nameof(BytePoolOptions.MinSize), new BytePoolOptions { MinSize = int.MinValue }, int.MinValue, "at least 1" },
        { nameof(BytePoolOptions.MinSize), new BytePoolOptions { MinSize = 2_001, MaxSize = 2_000 },
            2_001, "at most MaxSize, which is 2,000; lower one or raise the other" },
        { nameof(BytePoolOptions.MaxSize), new BytePoolOptions { MaxSize = 0 }, 0, $"1 to {Array.MaxLength:N0}" },
        { nameof(BytePoolOptions.MaxSize), new BytePoolOptions { MaxSize = -1 }, -1, $"1 to {Array.MaxLength:N0}" },
        { nameof(BytePoolOptions.MaxSize), new BytePoolOptions { MaxSize = int.MaxValue }, int.MaxValue, $"1 to {Array.MaxLength:N0}" },
        { nameof(BytePoolOptions.MaxSize), new BytePoolOptions { MaxSize = Array.MaxLength + 1 }, Array.MaxLength + 1, $"1 to {Array.MaxLength:N0}" },
        { nameof(BytePoolOptions.MaxSize), new BytePoolOptions { MaxSize = 2_000, SizeClasses = SizeClassLadder.Custom(500, 1_999) },
            2_000, "at most 1,999, the largest size of the custom ladder in SizeClasses; lower it" },
        { nameof(BytePoolOptions.MaxBuffersPerBucket), new BytePoolOptions { MaxBuffersPerBucket = -1 }, -1, "0 (keep none) or more" },
        { nameof(BytePoolOptions.MaxBuffersPerBucket), new BytePoolOptions { MaxBuffersPerBucket = int.MinValue }, int.MinValue, "0 (keep none) or more" },
        { nameof(BytePoolOptions.MaxIdleBytesPerBucket), new BytePoolOptions { MaxIdleBytesPerBucket = 0 }, 0L, "null for no limit" },
        { nameof(BytePoolOptions.CollectAfterReleasing), new BytePoolOptions { CollectAfterReleasing = 0 }, 0L, "null to force no collection" },
        { nameof(BytePoolOptions.MaxIdleBytesPerBucket), new BytePoolOptions { MaxIdleBytesPerBucket = long.MinValue }, long.MinValue, "null for no limit" },
        { nameof(BytePoolOptions.MaxTotalBytes), new BytePoolOptions { MinSize = 65, MaxTotalBytes = 127 }, 127L,
            "at least 128, the size of the smallest buffer (MinSize is 65), or null for no budget" },
        { nameof(BytePoolOptions.DecayTime), new BytePoolOptions { DecayTime = TimeSpan.FromMilliseconds(99) },
            TimeSpan.FromMilliseconds(99), "00:00:00.1000000 to 30.00:00:00, or Timeout.InfiniteTimeSpan" },
        { nameof(BytePoolOptions.DecayTime), new BytePoolOptions { DecayTime = TimeSpan.FromDays(31) },
            TimeSpan.FromDays(31), "00:00:00.1000000 to 30.00:00:00" },
        { nameof(BytePoolOptions.LeakSamplingInterval), new BytePoolOptions { LeakSamplingInterval = -1 }, -1, "or 0 for none" },
        { nameof(BytePoolOptions.QuarantineLength), new BytePoolOptions { QuarantineLength = -1 }, -1, "0 (none) or more" },
        { nameof(BytePoolOptions.SampledMode), new BytePoolOptions { SampledMode = PoolMode.Unpooled },
            PoolMode.Unpooled, "Checked, Guarded, or Standard for none" },
        { nameof(BytePoolOptions.SampledModeInterval), new BytePoolOptions { SampledModeInterval = 0 }, 0, "to track none, set SampledMode to Standard" },
        { nameof(BytePoolOptions.Mode), new BytePoolOptions { Mode = (PoolMode)77 }, (PoolMode)77, "one of Standard, Unpooled, Checked, Guarded" },
        { nameof(BytePoolOptions.Mode), new BytePoolOptions { Mode = (PoolMode)(-1) }, (PoolMode)(-1), nameof(PoolMode.Unpooled) },
    };

    public static TheoryData<string, int, int, int, int, string> WrongArguments => new()
    {
        { "minSize", 0, 16, 1, 0, "at least 1" },
        { "minSize", -1, 16, 1, -1, "at least 1" },
        { "minSize", int.MinValue, 16, 1, int.MinValue, "at least 1" },
        { "minSize", 17, 16, 1, 17, "at most maxSize, which is 16; lower one or raise the other" },
        { "maxSize", 1, 0, 1, 0, $"1 to {Array.MaxLength:N0}" },
        { "maxSize", 1, -4, 1, -4, $"1 to {Array.MaxLength:N0}" },
        { "maxSize", 1, int.MaxValue, 1, int.MaxValue, $"1 to {Array.MaxLength:N0}" },
        { "maxBuffers", 1, 16, -1, -1, "0 (keep none) or more" },
        { "maxBuffers", 1, 16, int.MinValue, int.MinValue, "0 (keep none) or more" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Constructor_WrongOption_NamesItItsValueAndTheLimit(string name, BytePoolOptions options, object value, string limit)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => new BytePool(options).Dispose());
        Assert.Equal(name, exception.ParamName);
        Assert.Equal(value, exception.ActualValue);
        Assert.Contains($"{name} must be", exception.Message, StringComparison.Ordinal);
        Assert.Contains(limit, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongArguments))]
    public void Constructor_WrongArgument_NamesItItsValueAndTheLimit(string name, int minSize, int maxSize, int maxBuffers, int value, string limit)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => new BytePool(minSize, maxSize, maxBuffers).Dispose());
        Assert.Equal(name, exception.ParamName);
        Assert.Equal(value, exception.ActualValue);
        Assert.Contains(limit, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NullOptions_NamesThem() => Assert.Throws<ArgumentNullException>("options", static () => new BytePool(null!).Dispose());

    [Fact]
    public void Constructor_NullLadderOrClock_NamesIt()
    {
        Assert.Throws<ArgumentNullException>(nameof(BytePoolOptions.SizeClasses),
            static () => new BytePool(new BytePoolOptions { SizeClasses = null! }).Dispose());
        Assert.Throws<ArgumentNullException>(nameof(BytePoolOptions.TimeProvider),
            static () => new BytePool(new BytePoolOptions { TimeProvider = null! }).Dispose());
        Assert.Equal("SizeClasses must not be null.", Assert.Single(new BytePoolOptions { SizeClasses = null! }.FindErrors()).ToString());
        Assert.Equal("TimeProvider must not be null.", Assert.Single(new BytePoolOptions { TimeProvider = null! }.FindErrors()).ToString());
    }

    [Fact]
    public void Constructor_LimitsThemselves_AreAccepted()
    {
        new BytePool(1, 1, 0).Dispose();
        new BytePool(1, Array.MaxLength, int.MaxValue).Dispose();
        new BytePool(Array.MaxLength, Array.MaxLength, 1).Dispose();
        new BytePool(new BytePoolOptions { MinSize = 1, MaxSize = Array.MaxLength, MaxBuffersPerBucket = 0, MaxIdleBytesPerBucket = 1 }).Dispose();
        new BytePool(new BytePoolOptions { MaxSize = 2_000, SizeClasses = SizeClassLadder.Custom(500, 2_000) }).Dispose();
        new BytePool(new BytePoolOptions { MaxSize = 2_000, SizeClasses = SizeClassLadder.Custom(500, 3_000) }).Dispose();
        new BytePool(new BytePoolOptions { MinSize = 65, MaxTotalBytes = 128 }).Dispose();
        new BytePool(new BytePoolOptions { DecayTime = TimeSpan.FromMilliseconds(100), LeakSamplingInterval = 0,
            QuarantineLength = 0, SampledModeInterval = 1 }).Dispose();
        new BytePool(new BytePoolOptions { DecayTime = TimeSpan.FromDays(30), SampledMode = PoolMode.Checked, LeakSamplingInterval = 1 }).Dispose();
        new BytePool(new BytePoolOptions { DecayTime = Timeout.InfiniteTimeSpan, SampledMode = PoolMode.Guarded }).Dispose();
    }

    [Fact]
    public void Defaults_AreThoseDocumented()
    {
        BytePoolOptions options = new();
        Assert.Equal((64, 16_777_216, 65_536, 1_073_741_824L, null),
            (options.MinSize, options.MaxSize, options.MaxBuffersPerBucket, options.MaxIdleBytesPerBucket, options.MaxTotalBytes));
        Assert.Equal((PoolMode.Standard, PoolMode.Standard, 4_194_304, 262_144, 32),
            (options.Mode, options.SampledMode, options.SampledModeInterval, options.LeakSamplingInterval, options.QuarantineLength));
        Assert.Equal((false, false, false, TimeSpan.FromSeconds(25)), (options.ClearOnReturn, options.Pinned, options.GuardStart, options.DecayTime));
        Assert.Equal(0xDD, options.PoisonByte);
        Assert.Equal((null, SizeClassLadder.PowersOfTwo, TimeProvider.System), (options.Name, options.SizeClasses, options.TimeProvider));
    }

    [Fact]
    public void Constructor_ReadsTheOptionsOnce()
    {
        BytePoolOptions options = new() { MaxSize = 1_024, Name = "before" };
        using BytePool pool = new(options);
        options.MaxSize = 64;
        options.Name = "after";
        options.ClearOnReturn = true;
        Assert.Equal(1_024, pool.MaxSize);
        Assert.Equal("before", pool.Name);
        ByteLease lease = pool.Rent(1_000);
        byte[] array = Buffers.ArrayOf(lease);
        array.AsSpan().Fill(1);
        lease.Return();
        Buffers.AssertAllAre(1, array);
    }

    [Fact]
    [Trait("Requirement", "S11")]
    public void MinAndMaxSize_AreThoseOfTheBuckets()
    {
        using BytePool gomempool = new(5, 100, 1);
        Assert.Equal(8, gomempool.MinSize);
        Assert.Equal(100, gomempool.MaxSize);
        using BytePool narrow = new(5, 6, 1);
        Assert.Equal(6, narrow.MinSize);
        Assert.Equal(6, narrow.MaxSize);
        using BytePool custom = new(new BytePoolOptions { MinSize = 5, MaxSize = 60, SizeClasses = SizeClassLadder.Custom(3, 40, 50, 70) });
        Assert.Equal(40, custom.MinSize);
        Assert.Equal(60, custom.MaxSize);
    }

    [Fact]
    public void MaxIdleBytesPerBucket_LowersTheCapButNotBelowOne()
    {
        using BytePool pool =
            new(new BytePoolOptions { MinSize = 128, MaxSize = 4_096, MaxIdleBytesPerBucket = 1_024, SizeClasses = SizeClassLadder.PowersOfTwo });
        foreach ((int size, int idle) in (ReadOnlySpan<(int, int)>)[(128, 8), (256, 4), (1_024, 1), (4_096, 1)])
        {
            ByteLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => pool.Rent(size))];
            Assert.All(leases, static lease => lease.Return());
            Assert.Equal(idle, pool.GetStatistics().Buckets.Single(bucket => bucket.Size == size).Idle);
        }
    }

    [Theory]
    [InlineData(256L * 1024 * 1024)]
    [InlineData(null)]
    public void MaxBuffersPerBucket_BindsWhereItIsTheLowerLimit(long? maxIdleBytes)
    {
        using BytePool pool = new(new BytePoolOptions { MaxBuffersPerBucket = 3, MaxIdleBytesPerBucket = maxIdleBytes });
        ByteLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => pool.Rent(100))];
        Assert.All(leases, static lease => lease.Return());
        Assert.Equal(3, pool.GetStatistics().Idle);
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void FindErrors_WrongOption_SaysWhatTheConstructorThrows(string name, BytePoolOptions options, object value, string limit)
    {
        BytePoolOptionsError error = Assert.Single(options.FindErrors());
        Assert.Equal((name, value), (error.Property, error.Value));
        Assert.Contains(limit, error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void FindErrors_SeveralWrong_FindsAll()
    {
        BytePoolOptions options = new() { MinSize = 0, MaxBuffersPerBucket = -1, DecayTime = TimeSpan.FromMilliseconds(99),
            QuarantineLength = -1, SizeClasses = null!, TimeProvider = null! };
        Assert.Equal(
            [nameof(options.DecayTime), nameof(options.MaxBuffersPerBucket), nameof(options.MinSize),
                nameof(options.QuarantineLength), nameof(options.SizeClasses), nameof(options.TimeProvider)],
            options.FindErrors().Select(static error => error.Property).Order(StringComparer.Ordinal));
    }

    /// <summary>A ladder and a budget can be validated only if the two sizes are right.</summary>
    [Fact]
    public void FindErrors_WrongSizes_FindsNothingElseInWhatRestsOnThem()
    {
        Assert.Equal(nameof(BytePoolOptions.MinSize),
            Assert.Single(new BytePoolOptions { MinSize = 0, SizeClasses = SizeClassLadder.Custom(500), MaxTotalBytes = 1 }.FindErrors()).Property);
        Assert.Equal(nameof(BytePoolOptions.MinSize),
            Assert.Single(new BytePoolOptions { MinSize = 2_001, MaxSize = 2_000, MaxTotalBytes = 1 }.FindErrors()).Property);
    }

    [Fact]
    public void FindErrors_Defaults_FindsNone() => Assert.Empty(new BytePoolOptions().FindErrors());

    /// <summary>With a ladder but no largest size, the largest size is the ladder's.</summary>
    [Fact]
    [Trait("Requirement", "B8")]
    public void MaxSize_NotSet_IsTheLargestOfACustomLadder()
    {
        BytePoolOptions options = new() { SizeClasses = SizeClassLadder.Custom(1_000, 60_000) };
        Assert.Equal(60_000, options.MaxSize);
        using (BytePool pool = new(options))
        {
            Assert.Equal((1_000, 60_000), (pool.MinSize, pool.MaxSize));
        }

        options.MaxSize = 2_000;
        options.SizeClasses = SizeClassLadder.PowersOfTwo;
        Assert.Equal((2_000, 16 * 1024 * 1024), (options.MaxSize, new BytePoolOptions().MaxSize));
    }
}
