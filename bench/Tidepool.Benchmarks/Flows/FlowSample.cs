namespace Tidepool.Benchmarks.Flows;

/// <summary>What the flows cost over one peer, in one process.</summary>
/// <param name="ProcessorNanoseconds">Processor time per message, of all threads.</param>
/// <param name="ElapsedNanoseconds">Wall-clock time per message.</param>
/// <param name="Made">Buffers made after the warm-up.</param>
/// <param name="HeapBytes">Bytes on the managed heap in the end, less those before the pool was used.</param>
/// <param name="Distinct">Different buffers in 1,000 rents in a row, the median.</param>
internal sealed record FlowSample(double ProcessorNanoseconds, double ElapsedNanoseconds, long Made, long HeapBytes, int Distinct);
