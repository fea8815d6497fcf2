using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Tidepool.Integration.Tests.Network;

/// <summary>Sockets that receive into pooled memory and send from it, in every form in which they take buffers.</summary>
[Trait("Requirement", "B9")]
[Trait("Requirement", "E1")]
public class SocketTests
{
    private const int Length = 2_000_000;
    private const int BufferSize = 16_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventArgs_OverMemoryOfLeases_CarryAll(bool pinned)
    {
        using WatchedPool watched = new(pinned);
        byte[] data = RealData.Bytes(Length);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        Task sending = SendAsync(sockets.Client, data, watched.Pool);
        using MemoryStream received = new();
        using (AwaitableArguments arguments = new())
        {
            while (true)
            {
                using ByteLease lease = watched.Pool.Rent(BufferSize);
                arguments.SetBuffer(lease.Memory);
                int count = await arguments.ReceiveAsync(sockets.Server);
                if (count == 0)
                {
                    break;
                }

                received.Write(lease.Span[..count]);
            }
        }

        await sending;
        Assert.Equal(data, received.ToArray());
        await watched.AssertCleanAsync(minimumRents: Length / BufferSize);
    }

    [Fact]
    public async Task BufferLists_OfArraysOfTheAdapter_ScatterAndGather()
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        Task sending = GatherAsync(sockets.Client, data, watched.Pool);
        using MemoryStream received = new();
        int count;
        do
        {
            count = await WithArraysAsync(watched.Pool, 3 * BufferSize, async parts =>
            {
                int got = await sockets.Server.ReceiveAsync(parts, SocketFlags.None);
                int left = got;
                foreach (ArraySegment<byte> part in parts)
                {
                    received.Write(part[..Math.Min(part.Count, left)]);
                    left -= Math.Min(part.Count, left);
                }

                return got;
            });
        }
        while (count > 0);

        await sending;
        Assert.Equal(data, received.ToArray());
        await watched.AssertCleanAsync(minimumRents: Length / BufferSize);
    }

    private static async Task SendAsync(Socket socket, byte[] data, BytePool pool)
    {
        using AwaitableArguments arguments = new();
        for (int done = 0; done < data.Length;)
        {
            using ByteLease lease = pool.Rent(BufferSize);
            int count = Math.Min(BufferSize, data.Length - done);
            data.AsSpan(done, count).CopyTo(lease.Span);
            for (int sent = 0; sent < count;)
            {
                arguments.SetBuffer(lease.Memory[sent..count]);
                sent += await arguments.SendAsync(socket);
            }

            done += count;
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task GatherAsync(Socket socket, byte[] data, BytePool pool)
    {
        for (int done = 0; done < data.Length;)
        {
            int length = Math.Min(3 * BufferSize, data.Length - done);
            done += await WithArraysAsync(pool, length, async parts =>
            {
                int copied = done;
                foreach (ArraySegment<byte> part in parts)
                {
                    data.AsSpan(copied, part.Count).CopyTo(part);
                    copied += part.Count;
                }

                return await socket.SendAsync(parts, SocketFlags.None);
            });
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Lends <paramref name="length"/> bytes in arrays of three sizes.</summary>
    private static async Task<int> WithArraysAsync(BytePool pool, int length, Func<IList<ArraySegment<byte>>, Task<int>> use)
    {
        int[] lengths = [length / 2, length / 3, length - (length / 2) - (length / 3)];
        byte[][] arrays = [.. lengths.Select(pool.AsArrayPool().Rent)];
        try
        {
            return await use([.. arrays.Zip(lengths, static (array, part) => new ArraySegment<byte>(array, 0, part))]);
        }
        finally
        {
            Array.ForEach(arrays, array => pool.AsArrayPool().Return(array));
        }
    }

    private sealed class AwaitableArguments : SocketAsyncEventArgs, IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _source = new() { RunContinuationsAsynchronously = true };

        internal ValueTask<int> SendAsync(Socket socket) => Await(socket.SendAsync);

        internal ValueTask<int> ReceiveAsync(Socket socket) => Await(socket.ReceiveAsync);

        public int GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);

        protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();

        private ValueTask<int> Await(Func<SocketAsyncEventArgs, bool> start)
        {
            _source.Reset();
            if (!start(this))
            {
                Complete();
            }

            return new ValueTask<int>(this, _source.Version);
        }

        private void Complete()
        {
            if (SocketError == SocketError.Success)
            {
                _source.SetResult(BytesTransferred);
            }
            else
            {
                _source.SetException(new SocketException((int)SocketError));
            }
        }
    }
}
