using System.Buffers;
using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests.Kestrel;

/// <summary>Kestrel's blocks really come from the pool, and decay again.</summary>
[Trait("Requirement", "E4")]
public class KestrelRegistrationTests
{
    private const string KestrelsOwnMeter = "Microsoft.AspNetCore.MemoryPool";

    [Fact]
    public async Task Requests_TakeTheirBlocksFromThePool_AndNoneFromKestrelsOwn()
    {
        await using RunningServer server = await RunningServer.StartAsync(new ServerPools(PoolMode.Standard).AddTo);
        using OwnPoolReading own = new(server.Services);
        await RequestAsync(server);
        BytePoolStatistics blocks = server.Blocks.GetStatistics();
        Assert.Equal(4_096, Assert.Single(blocks.Buckets).Size);
        Assert.InRange(blocks.Returned, 1, long.MaxValue);
        Assert.Equal(0, own.BytesRented);
    }

    [Fact]
    public async Task Requests_WithoutUseForKestrel_TakeTheirBlocksFromKestrelsOwnPool()
    {
        await using RunningServer server =
            await RunningServer.StartAsync(static builder => builder.Services.AddTidepool().Services.AddTidepool(ServerPools.Blocks));
        using OwnPoolReading own = new(server.Services);
        await RequestAsync(server);
        Assert.Equal(0, server.Blocks.GetStatistics().Misses);
        Assert.InRange(own.BytesRented, 4_096, long.MaxValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseForKestrel_BeforeOrAfterKestrelIsRegistered_Wins(bool isFirst)
    {
        await using RunningServer server = await RunningServer.StartAsync(builder =>
        {
            if (isFirst)
            {
                new ServerPools(PoolMode.Standard).AddTo(builder);
                builder.WebHost.UseKestrel();
            }
            else
            {
                builder.WebHost.UseKestrel();
                new ServerPools(PoolMode.Standard).AddTo(builder);
            }
        });
        using OwnPoolReading own = new(server.Services);
        await RequestAsync(server);
        Assert.InRange(server.Blocks.GetStatistics().Returned, 1, long.MaxValue);
        Assert.Equal(0, own.BytesRented);
    }

    [Fact]
    public async Task UseForKestrel_InAHostWhoseKestrelComesLater_Wins()
    {
        using IHost host = Host.CreateDefaultBuilder()
            .ConfigureLogging(static logging => logging.ClearProviders())
            .ConfigureServices(static services => services.AddTidepool("kestrel").UseForKestrel())
            .ConfigureWebHostDefaults(static web => web.UseUrls("http://127.0.0.1:0")
                .Configure(static app => app.Run(static context => context.Response.WriteAsync("here"))))
            .Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new();
        string address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        Assert.Equal("here", await client.GetStringAsync(new Uri(address), TestContext.Current.CancellationToken));
        Assert.InRange(host.Services.GetRequiredKeyedService<BytePool>("kestrel").GetStatistics().Misses, 1, long.MaxValue);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Blocks_OfARunningServer_AreGivenBackWhenIdle()
    {
        FakeTimeProvider clock = new();
        await using RunningServer server = await RunningServer.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            new ServerPools(PoolMode.Standard).AddTo(builder);
        });
        await RequestAsync(server);
        await Poll.UntilAsync(() => server.Blocks.GetStatistics().Rented == 0, static () => "Blocks are still out after the last request.");
        Assert.NotEqual(0, server.Blocks.GetStatistics().Idle);

        await AssertGivesAllBackAsync();

        // The tide sleeps when there is nothing left, and wakes with the next buffers.
        await RequestAsync(server);
        await AssertGivesAllBackAsync();

        // Polls: a connection whose client has gone rents one more block, to read its end.
        Task AssertGivesAllBackAsync() => Poll.UntilAsync(
            () =>
            {
                clock.PassDecayTime();
                return server.Blocks.GetStatistics() is { Rented: 0, Idle: 0, BytesHeld: 0 };
            },
            () => $"The pool holds {server.Blocks.GetStatistics().BytesHeld} bytes after the last request.");
    }

    [Fact]
    public void BlockPool_IsWhatPipesExpect()
    {
        using ServiceProvider provider = new ServiceCollection().AddTidepool("kestrel").UseForKestrel().Services.BuildServiceProvider();
        using MemoryPool<byte> blocks = provider.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        Assert.Equal(4_096, blocks.MaxBufferSize);
        IMemoryOwner<byte> block = blocks.Rent();
        Assert.Equal(4_096, block.Memory.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(4_097));
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(-2));
        blocks.Dispose();
        Assert.Throws<ObjectDisposedException>(() => blocks.Rent(1));

        // A block that is out when Kestrel disposes its pool is returned later, once.
        block.Dispose();
        block.Dispose();
        Assert.Throws<ObjectDisposedException>(() => block.Memory);
        Assert.Equal((1, 0), (provider.GetRequiredKeyedService<BytePool>("kestrel").GetStatistics().Returned,
            provider.GetRequiredKeyedService<BytePool>("kestrel").GetStatistics().Rented));
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Guarded)]
    public void Blocks_OnceThereAreSome_AllocateNothing(PoolMode sampled)
    {
        using ServiceProvider provider = Blocks(options => (options.SampledMode, options.LeakSamplingInterval) = (sampled, 0));
        using MemoryPool<byte> blocks = provider.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedBy(blocks, 1_000)));

        static long AllocatedBy(MemoryPool<byte> blocks, int pairs)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < pairs; i++)
            {
                using IMemoryOwner<byte> one = blocks.Rent();
                using IMemoryOwner<byte> other = blocks.Rent();
                one.Memory.Span[0] = other.Memory.Span[0];
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Sockets send several blocks at once through their arrays.</summary>
    [Theory]
    [InlineData(PoolMode.Standard, PoolMode.Standard)]
    [InlineData(PoolMode.Standard, PoolMode.Checked)]
    [InlineData(PoolMode.Standard, PoolMode.Guarded)]
    [InlineData(PoolMode.Unpooled, PoolMode.Standard)]
    [InlineData(PoolMode.Checked, PoolMode.Standard)]
    [InlineData(PoolMode.Guarded, PoolMode.Standard)]
    public void Blocks_InEachMode_LieInArrays(PoolMode mode, PoolMode sampled)
    {
        using ServiceProvider provider = Blocks(options => (options.Mode, options.SampledMode, options.SampledModeInterval) = (mode, sampled, 1));
        using MemoryPool<byte> blocks = provider.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        for (int i = 0; i < 10; i++)
        {
            using IMemoryOwner<byte> block = blocks.Rent();
            Assert.True(MemoryMarshal.TryGetArray(block.Memory, out ArraySegment<byte> segment));
            Assert.Equal(4_096, segment.Count);
        }
    }

    /// <summary>In other modes a block is reused, and so is its owner.</summary>
    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Block_DisposedTwiceInAModeThatTracks_IsReportedAndHarmless(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        using ServiceProvider provider = Blocks(options => (options.Mode, options.QuarantineLength, options.OnMisuse) = (mode, 0, reports.Add));
        using MemoryPool<byte> blocks = provider.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        IMemoryOwner<byte> stale = blocks.Rent();
        stale.Dispose();
        using IMemoryOwner<byte> present = blocks.Rent();
        Assert.NotSame(stale, present);
        Assert.Empty(reports);
        stale.Dispose();
        Assert.Equal(MisuseKind.ReturnedTwice, Assert.Single(reports).Kind);
        Assert.Equal(4_096, present.Memory.Length);
        Assert.Throws<ObjectDisposedException>(() => stale.Memory);
    }

    [Fact]
    public void Blocks_ArePinned()
    {
        using ServiceProvider provider = new ServiceCollection().AddTidepool("kestrel").UseForKestrel().Services.BuildServiceProvider();
        Assert.True(provider.GetRequiredService<IOptionsMonitor<BytePoolOptions>>().Get("kestrel").Pinned);
    }

    [Fact]
    public void Blocks_InAPoolThatIsExplicitlyNotPinned_AreRefused()
    {
        OptionsValidationException byCode =
            Assert.Throws<OptionsValidationException>(() => Blocks(static options => options.Pinned = false).GetRequiredKeyedService<BytePool>("kestrel"));
        Assert.StartsWith("Pinned of the pool \"kestrel\" is False, but must be true for Kestrel", Assert.Single(byCode.Failures), StringComparison.Ordinal);
        OptionsValidationException byConfiguration = Assert.Throws<OptionsValidationException>(() => Configured("Pinned", "false"));
        Assert.StartsWith("Blocks:Pinned is \"false\", but must be true for Kestrel", Assert.Single(byConfiguration.Failures), StringComparison.Ordinal);
        Assert.True(Configured("Pinned", "true").Pinned);
    }

    [Fact]
    public void Budget_ThatHoldsTooFewBlocks_IsRefused()
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Configured("MaxTotalBytes", "65535"));
        Assert.StartsWith("Blocks:MaxTotalBytes is \"65535\", but must be at least 65,536, the size of 16 of Kestrel's blocks",
            Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Equal(65_536, Configured("MaxTotalBytes", "65536").MaxTotalBytes);
    }

    [Fact]
    public void Ladder_WithoutASizeForBlocks_IsRefused()
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => Configured("SizeClasses", "64, 65536, 16777216"));
        Assert.StartsWith("Blocks:SizeClasses is \"64, 65536, 16777216\", but must include a size of 4,096 to 8,192",
            Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Equal("64, 8192, 16777216", Configured("SizeClasses", "64, 8192, 16777216").SizeClasses.ToString());
    }

    /// <summary>The smallest budget serves what the message says: small requests, one after the other.</summary>
    [Theory]
    [InlineData(HttpProtocols.Http1, false)]
    [InlineData(HttpProtocols.Http1, true)]
    [InlineData(HttpProtocols.Http2, false)]
    [InlineData(HttpProtocols.Http2, true)]
    public async Task Budget_OfTheLeastSize_ServesSmallRequests(HttpProtocols protocols, bool isEncrypted)
    {
        await using RunningServer server = await RunningServer.StartAsync(
            static builder =>
                builder.Services.AddTidepool().Services.AddTidepool(ServerPools.Blocks, static options => options.MaxTotalBytes = 65_536).UseForKestrel(),
            protocols,
            isEncrypted);
        using HttpClient client = server.CreateClient(protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11);
        for (int i = 0; i < 5; i++)
        {
            await TrafficTests.EchoAsync(client, 1_000);
        }

        Assert.Equal(0, server.Blocks.GetStatistics().Refused);
    }

    [Theory]
    [InlineData(8_192, 65_536, "MinSize of the pool \"kestrel\" is 8192, but must be at most 4,096")]
    [InlineData(64, 4_095, "MaxSize of the pool \"kestrel\" is 4095, but must be at least 4,096")]
    public void Pool_ThatDoesNotFitBlocks_IsRefused(int minSize, int maxSize, string message)
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddTidepool("kestrel", options => (options.MinSize, options.MaxSize) = (minSize, maxSize)).UseForKestrel().Services.BuildServiceProvider();
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<BytePool>("kestrel"));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongOptions_OfKestrelsPoolAndAnother_AreReportedAtOnce()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddTidepool("kestrel", static options => options.Pinned = false).UseForKestrel();
        builder.Services.AddTidepool("other", static options => options.MinSize = 0);
        await using WebApplication application = builder.Build();
        AggregateException refusal = await Assert.ThrowsAsync<AggregateException>(() => application.StartAsync(TestContext.Current.CancellationToken));
        IEnumerable<string> failures = refusal.InnerExceptions.OfType<OptionsValidationException>().SelectMany(static error => error.Failures);
        Assert.Equal(["MinSize", "Pinned"], failures.Select(static failure => failure.Split(' ')[0]).Order());
    }

    private static ServiceProvider Blocks(Action<BytePoolOptions> configure) =>
        new ServiceCollection().AddTidepool("kestrel", configure).UseForKestrel().Services.BuildServiceProvider();

    /// <summary>The options of a pool for Kestrel, from a section with one key.</summary>
    private static BytePoolOptions Configured(string key, string value)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Blocks:{key}"] = value }).Build();
        using ServiceProvider provider = new ServiceCollection().AddTidepool("kestrel", configuration.GetSection("Blocks"))
            .UseForKestrel().Services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<BytePoolOptions>>().Get("kestrel");
    }

    private static async Task RequestAsync(RunningServer server)
    {
        using HttpClient client = server.CreateClient(HttpVersion.Version11);
        await TrafficTests.EchoAsync(client, 100_000);
    }

    /// <summary>The bytes that Kestrel's own pool reports as rented since this began to listen.</summary>
    private sealed class OwnPoolReading : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _bytesRented;

        internal OwnPoolReading(IServiceProvider services)
        {
            IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                // Other tests run their own servers in this process.
                if (instrument.Meter.Name == KestrelsOwnMeter && instrument.Meter.Scope == meters && instrument.Name == "aspnetcore.memory_pool.rented")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _bytesRented, bytes));
            _listener.Start();
        }

        internal long BytesRented => Interlocked.Read(ref _bytesRented);

        public void Dispose() => _listener.Dispose();
    }
}
