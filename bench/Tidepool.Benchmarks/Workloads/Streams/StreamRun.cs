using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Streams;

/// <summary>Get a stream, write to it once, dispose it: a message put together.</summary>
internal sealed class StreamRun<TSource> : SingleThreadRun
    where TSource : struct, IStreamSource<TSource>
{
    private const int Bytes = 4_096;

    private readonly TSource _source = TSource.Create();
    private readonly byte[] _message = new byte[Bytes];

    public override int OperationsPerChunk => LoopLength;

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Chunk()
    {
        TSource source = _source;
        byte[] message = _message;
        for (int i = 0; i < LoopLength; i++)
        {
            using Stream stream = source.Get();
            stream.Write(message, 0, message.Length);
            if (stream.Length != Bytes)
            {
                throw new BufferCheckException($"{TSource.Name}: {Bytes:N0} B were written, and the stream has {stream.Length:N0}.");
            }
        }
    }

    public override void Dispose() => _source.Dispose();
}
