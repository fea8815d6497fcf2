using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Threading.Channels;
using Tidepool.Tests;

namespace Tidepool.Integration.Tests.Pipelines;

/// <summary><see cref="System.IO.Pipelines"/> on the memory adapter.</summary>
[Trait("Requirement", "E2")]
public class PipeTests
{
    private const int Length = 3_000_000;

    private const int ResumeThreshold = 16 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipe_WithASlowReader_HoldsTheWriterBackAndLosesNothing(bool reuseOwners)
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        Pipe pipe = new(new PipeOptions(
            watched.Pool.AsMemoryPool(reuseOwners),
            pauseWriterThreshold: 64 * 1024,
            resumeWriterThreshold: ResumeThreshold,
            minimumSegmentSize: 4_096));

        Channel<int> full = Channel.CreateUnbounded<int>();
        Task<int> writing = WriteAsync(pipe.Writer, data, full.Writer);
        byte[] hash = await ReadWhenFullAsync(pipe.Reader, full.Reader);

        Assert.Equal(SHA256.HashData(data), hash);
        Assert.True(await writing > 10, "The writer never had to wait for the reader.");
        await watched.AssertCleanAsync(minimumRents: 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PipesOverStreams_PassAllOn(bool reuseOwners)
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        MemoryPool<byte> memory = watched.Pool.AsMemoryPool(reuseOwners);
        await using PooledStream source = new(watched.Pool);
        await source.WriteAsync(data, TestContext.Current.CancellationToken);
        source.Position = 0;
        await using PooledStream target = new(watched.Pool);

        PipeReader reader = PipeReader.Create(source, new StreamPipeReaderOptions(memory, leaveOpen: true));
        PipeWriter writer = PipeWriter.Create(target, new StreamPipeWriterOptions(memory, leaveOpen: true));
        await reader.CopyToAsync(writer, TestContext.Current.CancellationToken);
        await reader.CompleteAsync();
        await writer.CompleteAsync();

        Assert.Equal(data, target.ToArray());
        await source.DisposeAsync();
        await target.DisposeAsync();
        await watched.AssertCleanAsync(minimumRents: 10);
    }

    [Fact]
    public async Task Pipe_AbandonedByItsReader_GivesEverythingBack()
    {
        using WatchedPool watched = new();
        Pipe pipe = new(new PipeOptions(watched.Pool.AsMemoryPool(reuseOwners: true)));
        await pipe.Writer.WriteAsync(RealData.Bytes(50_000), TestContext.Current.CancellationToken);
        ReadResult result = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        pipe.Reader.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.End);

        await pipe.Reader.CompleteAsync(new IOException("The peer is gone."));
        await pipe.Writer.CompleteAsync();

        await watched.AssertCleanAsync();
    }

    /// <param name="writer">The pipe's end.</param>
    /// <param name="data">All the data to write.</param>
    /// <param name="full">Signaled whenever the writer has to wait for the reader, and at the end.</param>
    /// <returns>How often the writer had to wait.</returns>
    private static async Task<int> WriteAsync(PipeWriter writer, byte[] data, ChannelWriter<int> full)
    {
        int waits = 0;
        for (int done = 0; done < data.Length;)
        {
            int count = Math.Min(5_000, data.Length - done);
            data.AsMemory(done, count).CopyTo(writer.GetMemory(count));
            writer.Advance(count);
            done += count;
            ValueTask<FlushResult> flushing = writer.FlushAsync(TestContext.Current.CancellationToken);
            if (!flushing.IsCompleted)
            {
                full.TryWrite(++waits);
            }

            await flushing;
        }

        await writer.CompleteAsync();
        full.Complete();
        return waits;
    }

    /// <summary>Reads only while the writer waits or has ended, so the two can't keep pace.</summary>
    private static async Task<byte[]> ReadWhenFullAsync(PipeReader reader, ChannelReader<int> full)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long unread = 0;
        bool isAllWritten = false;
        while (true)
        {
            if (unread < ResumeThreshold && !isAllWritten)
            {
                await Watchdog.EndOf(
                    full.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask(),
                    "the pipe is full, or everything is written",
                    TestContext.Current.CancellationToken);
                full.TryRead(out _);
            }

            ReadResult result = await reader.ReadAsync(TestContext.Current.CancellationToken);
            ReadOnlySequence<byte> part = result.Buffer.Slice(0, Math.Min(7_001, result.Buffer.Length));
            foreach (ReadOnlyMemory<byte> memory in part)
            {
                hash.AppendData(memory.Span);
            }

            reader.AdvanceTo(part.End);
            unread = result.Buffer.Length - part.Length;
            isAllWritten = result.IsCompleted;
            if (result.IsCompleted && part.Length == result.Buffer.Length)
            {
                await reader.CompleteAsync();
                return hash.GetHashAndReset();
            }

            await Task.Yield();
        }
    }
}
