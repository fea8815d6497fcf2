using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Flows;

/// <summary>A server's pattern: each flow rents messages on one thread of the thread pool, fills them, and passes them through a channel to another, which
/// reads and returns them.</summary>
internal sealed class FlowRun<TPeer, TLease>(TPeer peer)
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    private const int SizeCount = 4_096;
    private const int ChannelCapacity = 4;

    /// <summary>A writer goes on on another thread once in so many messages.</summary>
    private const int MessagesPerYield = 16;

    private static readonly int[] s_sizes = SizeSequence.LogUniform(SizeCount, FlowPlan.Smallest, FlowPlan.Largest);

    /// <summary>Passes messages through all flows.</summary>
    /// <param name="messages">How many, in all flows together.</param>
    /// <param name="onRent">Told of each lease; null while time is measured.</param>
    public async Task ExecuteAsync(int messages, Action<TLease>? onRent) =>
        await Task.WhenAll(Enumerable.Range(1, FlowPlan.Flows).Select(seed => Task.Run(() => FlowAsync(messages / FlowPlan.Flows, seed, onRent))));

    private async Task FlowAsync(int messages, int seed, Action<TLease>? onRent)
    {
        Channel<Message> channel = Channel.CreateBounded<Message>(ChannelCapacity);
        Task reading = Task.Run(() => ReadAsync(channel.Reader));
        XorShift random = new(seed);
        for (int i = 0; i < messages; i++)
        {
            int size = s_sizes[random.Below(SizeCount)];
            TLease lease = peer.Rent(size);
            byte mark = (byte)(seed + i);
            peer.Bytes(lease, size).Fill(mark);
            onRent?.Invoke(lease);
            await channel.Writer.WriteAsync(new Message(lease, size, mark));
            if (i % MessagesPerYield == 0)
            {
                await Task.Yield();
            }
        }

        channel.Writer.Complete();
        await reading;
    }

    private async Task ReadAsync(ChannelReader<Message> reader)
    {
        await foreach (Message message in reader.ReadAllAsync())
        {
            Verify(peer.Bytes(message.Lease, message.Size), message.Mark);
            peer.Return(message.Lease);
        }
    }

    /// <summary>Reads all of a message, as a reader does that parses or sends it.</summary>
    private static void Verify(Span<byte> bytes, byte mark)
    {
        ulong sum = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum += word;
        }

        ulong expected = mark * 0x0101_0101_0101_0101UL * (ulong)(bytes.Length / sizeof(ulong));
        if (sum != expected || bytes[^1] != mark)
        {
            throw new BufferCheckException($"{TPeer.Name}: a message of {bytes.Length:N0} B was overwritten on its way.");
        }
    }

    private readonly record struct Message(TLease Lease, int Size, byte Mark);
}
