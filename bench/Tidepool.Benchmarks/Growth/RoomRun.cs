namespace Tidepool.Benchmarks.Growth;

/// <summary>Rents that must make room: all of the budget is idle, in buffers of another size.</summary>
internal sealed class RoomRun : GrowthRun
{
    /// <summary>A rent takes the room of four idle buffers.</summary>
    private const int OtherSize = 4 * Size;

    private readonly ByteLease[] _others;

    /// <param name="count">How many are idle.</param>
    /// <param name="rents">How many rents are an operation's batch: the first alone shows whether it did the work of others.</param>
    /// <param name="holding">Who rented and returned the idle ones.</param>
    public RoomRun(int count, int rents, Holding holding)
        : base(new BytePoolOptions { MaxTotalBytes = (long)count * Size, MaxBuffersPerBucket = count }, count, holding) => _others = new ByteLease[rents];

    public override int OperationsPerChunk => _others.Length;

    public override bool UsesUp => true;

    public override void Prepare()
    {
        Holders.Rent();
        Holders.Return();
    }

    public override void Batch()
    {
        for (int i = 0; i < _others.Length; i++)
        {
            _others[i] = Pool.Rent(OtherSize);
        }
    }

    public override void Restore()
    {
        foreach (ByteLease other in _others)
        {
            other.Return();
        }
    }
}
