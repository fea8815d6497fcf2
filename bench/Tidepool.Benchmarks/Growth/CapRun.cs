namespace Tidepool.Benchmarks.Growth;

/// <summary>Returns and rents, while fewer buffers are out than the cap lets be idle, or more.</summary>
internal sealed class CapRun : GrowthRun
{
    private readonly int _atOnce;
    private int _next;

    /// <param name="count">How many are out.</param>
    /// <param name="cap">How many may be idle.</param>
    /// <param name="atOnce">How many are returned before as many are rented; a divisor of <see cref="OperationsPerChunk"/>.</param>
    /// <param name="holding">Who rented them.</param>
    public CapRun(int count, int cap, int atOnce, Holding holding)
        : base(new BytePoolOptions { MaxBuffersPerBucket = cap }, count, holding)
    {
        _atOnce = atOnce;
        Holders.Rent();
    }

    public override int OperationsPerChunk => LoopLength;

    /// <remarks>All leases have their turn, the longest out first: a pool may treat those beyond the cap otherwise.</remarks>
    public override void Batch()
    {
        for (int i = 0; i < LoopLength; i += _atOnce)
        {
            Span<ByteLease> oldest = NextLeases();
            foreach (ref ByteLease lease in oldest)
            {
                lease.Return();
            }

            foreach (ref ByteLease lease in oldest)
            {
                lease = Pool.Rent(Size);
            }
        }
    }

    private Span<ByteLease> NextLeases()
    {
        if (_next + _atOnce > Holders.Leases.Length)
        {
            _next = 0;
        }

        Span<ByteLease> leases = Holders.Leases.AsSpan(_next, _atOnce);
        _next += _atOnce;
        return leases;
    }
}
