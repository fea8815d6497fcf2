namespace Tidepool.Tool.Analysis;

/// <summary>The heap, as it was after a collection.</summary>
/// <param name="At">Milliseconds from the trace's begin.</param>
/// <param name="Generation">The collection's.</param>
/// <param name="Bytes">Size of all generations, large and pinned objects.</param>
internal sealed record HeapReading(double At, int Generation, long Bytes);
