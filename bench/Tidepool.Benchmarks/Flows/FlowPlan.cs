namespace Tidepool.Benchmarks.Flows;

/// <summary>How much passes through the flows.</summary>
/// <param name="Rounds">Rounds; in each, every peer has a process of its own.</param>
/// <param name="Messages">Messages whose time is measured.</param>
internal sealed record FlowPlan(int Rounds, int Messages)
{
    public const int Flows = 8;
    public const int Smallest = 128;
    public const int Largest = 64 * 1_024;

    /// <summary>Messages before anything is measured.</summary>
    public const int WarmUpMessages = 50_000;

    /// <summary>Messages whose distinct buffers are counted, after those whose time is measured.</summary>
    public const int CountedMessages = 40_000;

    /// <summary>Figures worth quoting, or a quick run that only shows that everything works.</summary>
    public static FlowPlan Of(bool quick) => quick ? new(2, 80_000) : new(7, 400_000);
}

/// <summary>What the flows cost over one peer, in one process.</summary>
/// <param name="ProcessorNanoseconds">Processor time per message, of all threads.</param>
/// <param name="ElapsedNanoseconds">Wall-clock time per message.</param>
/// <param name="Made">Buffers made after the warm-up.</param>
/// <param name="HeapBytes">Bytes on the managed heap at the end, less those before the pool was used.</param>
/// <param name="Distinct">Different buffers in 1,000 consecutive rents, the median.</param>
internal sealed record FlowSample(double ProcessorNanoseconds, double ElapsedNanoseconds, long Made, long HeapBytes, int Distinct);
