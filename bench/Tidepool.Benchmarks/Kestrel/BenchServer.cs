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

/// <summary>What a server's process reports about itself.</summary>
/// <param name="ProcessorMicroseconds">Processor time since its start.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since its start.</param>
/// <param name="HeapBytes">Managed bytes on the heap; after a full collection, where one was asked for.</param>
/// <param name="PoolBytes">Bytes of the pool's blocks: all for Tidepool, the idle ones for Kestrel's own, which doesn't report the others.</param>
internal sealed record ServerState(double ProcessorMicroseconds, long AllocatedBytes, long HeapBytes, long PoolBytes);

/// <summary>The server under test: says hello, echoes, holds uploads back until all have arrived, and reports its memory.</summary>
internal static class BenchServer
{
    public const string Verb = "kestrel-server";
    public const string TidepoolBlocks = "Tidepool";
    public const string OwnBlocks = "Kestrel";

    private const string PoolName = "kestrel";

    /// <summary>The bytes of a hello.</summary>
    private static readonly ReadOnlyMemory<byte> s_hello = "Hello, tide!\n"u8.ToArray();

    /// <summary>The command that <see cref="KestrelReport"/> starts this program with, as a server.</summary>
    public static Command CreateCommand()
    {
        Option<string> blocks = new("--blocks") { Description = "Where its blocks come from.", Required = true };
        blocks.AcceptOnlyFromAmong(OwnBlocks, TidepoolBlocks);
        Command command = new(Verb, "Serves HTTP until its input ends. The command kestrel starts it.") { blocks };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(blocks) == TidepoolBlocks, cancellationToken));
        return command;
    }

    /// <summary>Writes its address as a line, and serves until its input ends.</summary>
    private static async Task RunAsync(bool onTidepool, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (onTidepool)
        {
            builder.Services.AddTidepool(PoolName).UseForKestrel();
        }

        builder.WebHost.ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        await using WebApplication app = builder.Build();
        using MeterListener listener = new();
        Func<long> poolBytes = app.Services.GetKeyedService<BytePool>(PoolName) is { } pool
            ? () => pool.GetStatistics().BytesHeld
            : IdleBytes(listener, app.Services.GetRequiredService<IMeterFactory>());
        TaskCompletionSource allArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0;
        app.MapGet("/hello", static (HttpContext context) => WriteAsync(context, s_hello));
        app.MapPost("/echo", EchoAsync);
        app.MapPost("/burst", BurstAsync);
        app.MapGet("/state", (bool collect) => StateOf(collect, poolBytes()));
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync(app.Urls.Single().AsMemory(), cancellationToken);
        await Console.In.ReadToEndAsync(cancellationToken);
        await app.StopAsync(cancellationToken);

        // Lets no request pass until as many have arrived as each announces, so that all bodies lie in the server's blocks until then.
        async Task BurstAsync(HttpContext context, int count, int milliseconds)
        {
            if (Interlocked.Increment(ref arrived) == count)
            {
                // Their headers are here; the bodies need a moment to fill the connections' buffers.
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);
                allArrived.SetResult();
            }

            await allArrived.Task;
            await context.Request.BodyReader.CopyToAsync(Stream.Null, cancellationToken);
            await WriteAsync(context, s_hello);
        }
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

    private static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    /// <summary>Reads the whole body, then answers with the same number of bytes.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        await context.Request.BodyReader.CopyToAsync(Stream.Null);
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

    private static ServerState StateOf(bool collects, long poolBytes)
    {
        if (collects)
        {
            Session.Collect();
        }

        double processor = Environment.CpuUsage.TotalTime.TotalMicroseconds;
        return new ServerState(processor, GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: false), poolBytes);
    }
}
