using System.Buffers;
using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The server under test: says hello, echoes, holds uploads back until all have arrived, and reports its memory.</summary>
internal static class BenchServer
{
    public const string Verb = "kestrel-server";
    public const string BlocksOption = "--blocks";
    public const string HelloPath = "/hello";
    public const string EchoPath = "/echo";
    public const string BurstPath = "/burst";
    public const string StatePath = "/state";

    private const string PoolName = "kestrel";

    /// <summary>The bytes of a hello.</summary>
    private static readonly ReadOnlyMemory<byte> s_hello = "Hello, tide!\n"u8.ToArray();

    /// <summary>The command <see cref="ServerProcess"/> starts this program with, as a server.</summary>
    public static Command CreateCommand()
    {
        Option<BlockSource> blocks = new(BlocksOption) { Description = "Where its blocks come from.", Required = true };
        Command command = new(Verb, "Serves HTTP until its input ends. The command kestrel starts it.") { blocks };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(blocks), cancellationToken));
        return command;
    }

    /// <summary>Writes its address as a line, and serves until its input ends.</summary>
    private static async Task RunAsync(BlockSource source, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (source == BlockSource.Tidepool)
        {
            builder.Services.AddTidepool(PoolName).UseForKestrel();
        }

        builder.WebHost.ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        await using WebApplication app = builder.Build();
        using MeterListener listener = new();
        Func<long> poolBytes = app.Services.GetKeyedService<BytePool>(PoolName) is { } pool
            ? () => pool.GetStatistics().BytesHeld
            : IdleBytes(listener, app.Services.GetRequiredService<IMeterFactory>());
        app.MapGet(HelloPath, static (HttpContext context) => Write(context, s_hello));
        app.MapPost(EchoPath, EchoAsync);
        app.MapPost(BurstPath, new Gate().PassAsync);
        app.MapGet(StatePath, (HttpContext context, bool collect) => context.Response.WriteAsJsonAsync(StateOf(collect, poolBytes())));
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync(app.Urls.Single().AsMemory(), cancellationToken);
        await Console.In.ReadToEndAsync(cancellationToken);
        await app.StopAsync(cancellationToken);
    }

    /// <summary>What Kestrel's own pool keeps idle, as its meter reports it.</summary>
    private static Func<long> IdleBytes(MeterListener listener, IMeterFactory meters)
    {
        long bytes = 0;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "aspnetcore.memory_pool.pooled")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref bytes, change));
        listener.Start();
        return () => Interlocked.Read(ref bytes);
    }

    private static Task Write(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    /// <summary>Reads the whole body, then answers with the same number of bytes.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        await DrainAsync(context);
        long length = context.Response.ContentLength ??= context.Request.ContentLength ?? 0;
        while (length > 0)
        {
            Memory<byte> block = context.Response.BodyWriter.GetMemory();
            int count = (int)Math.Min(length, block.Length);
            context.Response.BodyWriter.Advance(count);
            length -= count;
        }

        await context.Response.BodyWriter.FlushAsync();
    }

    private static async Task DrainAsync(HttpContext context)
    {
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await context.Request.BodyReader.ReadAsync();
            ReadOnlySequence<byte> bytes = read.Buffer;
            context.Request.BodyReader.AdvanceTo(bytes.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static ServerState StateOf(bool collects, long poolBytes)
    {
        if (collects)
        {
            Session.Collect();
        }

        double processor = Environment.CpuUsage.TotalTime.TotalMicroseconds;
        return new ServerState(processor, GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: false), poolBytes);
    }

    /// <summary>Lets no request pass until as many have arrived as each announces, so that all bodies lie in the server's blocks until then.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;

        public async Task PassAsync(HttpContext context, int count, int milliseconds)
        {
            if (Interlocked.Increment(ref _arrived) == count)
            {
                // Their headers are here; the bodies need a moment to fill the connections' buffers.
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds));
                _open.SetResult();
            }

            await _open.Task;
            await DrainAsync(context);
            await Write(context, s_hello);
        }
    }
}
