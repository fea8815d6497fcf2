using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests.Registration;

[Trait("Requirement", "E4")]
public class RegistrationTests
{
    [Fact]
    public void DefaultPool_IsASingleton_WithTheDefaults()
    {
        using ServiceProvider provider = new ServiceCollection().AddTidepool().Services.BuildServiceProvider();
        BytePool pool = provider.GetRequiredService<BytePool>();
        Assert.Same(pool, provider.GetRequiredService<BytePool>());
        Assert.Equal(("default", new BytePoolOptions().MaxSize), (pool.Name, pool.MaxSize));
    }

    [Fact]
    public void NamedPools_AreKeyedSingletons_OfTheirOwn()
    {
        ServiceCollection services = [];
        services.AddTidepool();
        services.AddTidepool("uploads", static options => options.MaxSize = 1_024);
        services.AddTidepool("frames", static options => options.Name = "video");
        using ServiceProvider provider = services.BuildServiceProvider();
        BytePool uploads = provider.GetRequiredKeyedService<BytePool>("uploads");
        Assert.Same(uploads, provider.GetRequiredKeyedService<BytePool>("uploads"));
        Assert.Equal(("uploads", 1_024), (uploads.Name, uploads.MaxSize));
        Assert.Equal("video", provider.GetRequiredKeyedService<BytePool>("frames").Name);
        Assert.NotSame(uploads, provider.GetRequiredService<BytePool>());
    }

    [Fact]
    public void AddTidepool_TwiceForOnePool_AddsToItsOptions()
    {
        ServiceCollection services = [];
        services.AddTidepool("uploads", static options => options.MaxSize = 1_024);
        ITidepoolBuilder again = services.AddTidepool("uploads", static options => options.MinSize = 512);
        Assert.Equal(("uploads", services), (again.Name, again.Services));
        using ServiceProvider provider = services.BuildServiceProvider();
        BytePool pool = Assert.Single(provider.GetKeyedServices<BytePool>("uploads"));
        Assert.Equal((512, 1_024), (pool.MinSize, pool.MaxSize));
    }

    [Fact]
    public void Pools_EndWithTheirContainer()
    {
        ServiceProvider provider = new ServiceCollection().AddTidepool().Services.AddTidepool("uploads").Services.BuildServiceProvider();
        BytePool[] pools = [provider.GetRequiredService<BytePool>(), provider.GetRequiredKeyedService<BytePool>("uploads")];
        provider.Dispose();
        Assert.All(pools, static pool => Assert.Throws<ObjectDisposedException>(() => pool.Rent(1)));
    }

    [Fact]
    public void Clock_OfTheContainer_IsThePools()
    {
        FakeTimeProvider clock = new();
        using ServiceProvider provider = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddTidepool().Services.BuildServiceProvider();
        BytePool pool = provider.GetRequiredService<BytePool>();
        pool.Rent(1_000).Return();
        clock.PassDecayTime();
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    public void Misuse_GoesToTheLog()
    {
        using RecordingLog log = new();
        using ServiceProvider provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log))
            .AddTidepool(static options => options.Mode = PoolMode.Checked).Services.BuildServiceProvider();
        ByteLease lease = provider.GetRequiredService<BytePool>().Rent(1_000);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        (string category, LogLevel level, string message) = Assert.Single(log.Entries);
        Assert.Equal(("Tidepool", LogLevel.Error), (category, level));
        Assert.Contains("\"default\"", message, StringComparison.Ordinal);
    }

    /// <summary>The caller learns of its misuse, and the container disposes all its services.</summary>
    [Theory]
    [Trait("Requirement", "N4")]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    public void Misuse_WhereTheLogThrows_IsThrownAsUsual_AndEndsNoDisposal(PoolMode mode)
    {
        using ThrowingLog log = new();
        ServiceProvider provider = new ServiceCollection()
            .AddSingleton<CancellationTokenSource>()
            .AddLogging(logging => logging.AddProvider(log))
            .AddTidepool(options => options.Mode = mode).Services.BuildServiceProvider();
        CancellationTokenSource disposedLast = provider.GetRequiredService<CancellationTokenSource>();
        BytePool pool = provider.GetRequiredService<BytePool>();
        ByteLease lease = pool.Rent(1_000);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        ByteLease stillOut = pool.Rent(1_000);
        provider.Dispose();
        Assert.Equal(2, log.Calls);
        Assert.Throws<ObjectDisposedException>(() => disposedLast.Token);
        stillOut.Return();
    }

    [Fact]
    public void Arguments_ThatAreNone_AreRefused()
    {
        ServiceCollection services = [];
        Assert.Throws<ArgumentNullException>("services", static () => TidepoolServiceCollectionExtensions.AddTidepool(null!));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddTidepool((Action<BytePoolOptions>)null!));
        Assert.Throws<ArgumentException>("name", () => services.AddTidepool(""));
        Assert.Throws<ArgumentNullException>("section", () => services.AddTidepool("uploads", (Microsoft.Extensions.Configuration.IConfigurationSection)null!));
        Assert.Throws<ArgumentNullException>("builder", static () => TidepoolKestrelExtensions.UseForKestrel(null!));
    }
}
