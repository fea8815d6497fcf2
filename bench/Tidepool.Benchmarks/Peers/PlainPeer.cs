namespace Tidepool.Benchmarks.Peers;

/// <summary>A control, no peer of the tables: plain arrays with an object each, on one stack, for one thread and one size.</summary>
internal readonly struct PlainPeer : IPeer<PlainPeer, PlainLease>
{
    private readonly Stack<PlainBuffer> _idle;

    private PlainPeer(Stack<PlainBuffer> idle) => _idle = idle;

    public static string Name => "array and object";

    public static PlainPeer Create(int largestSize) => new([]);

    public PlainLease Rent(int size) => new(_idle.TryPop(out PlainBuffer? buffer) ? buffer : new PlainBuffer(size));

    public Span<byte> Bytes(PlainLease lease, int size) => lease.Buffer.Array.AsSpan(0, size);

    public void Return(PlainLease lease) => _idle.Push(lease.Buffer);

    public void DisposeLease(PlainLease lease) => Return(lease);

    /// <summary>Does nothing: the collector takes the stack.</summary>
    public void Dispose()
    {
    }
}
