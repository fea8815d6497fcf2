using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Growth;

/// <summary>One operation while many leases are out, or many buffers idle.</summary>
internal abstract class GrowthRun : Run
{
    /// <summary>The size of the many buffers, in bytes; every ladder has it.</summary>
    protected const int Size = 256;

    protected GrowthRun(BytePoolOptions options, int count, Holding holding)
    {
        // The many must stay as they are: nothing decays, and only a row that is about the cap has one.
        options.DecayTime = Timeout.InfiniteTimeSpan;
        options.MaxIdleBytesPerBucket = null;
        Pool = new BytePool(options);
        Holders = new Holders(Pool, Size, count, holding);
    }

    protected BytePool Pool { get; }

    protected Holders Holders { get; }

    public sealed override void Execute(int chunks)
    {
        for (int i = 0; i < chunks; i++)
        {
            Prepare();
            Batch();
            Restore();
        }
    }

    public override void Dispose()
    {
        Holders.Dispose();
        Pool.Dispose();
    }

    /// <summary>Gets a value indicating whether a batch changes what it is measured in, so that none may go before the one that is timed.</summary>
    public virtual bool UsesUp => false;

    /// <summary>Makes everything ready for a turn; never timed.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Does <see cref="Run.OperationsPerChunk"/> operations.</summary>
    public abstract void Batch();

    /// <summary>Gives back what a batch took; never timed.</summary>
    public virtual void Restore()
    {
    }
}
