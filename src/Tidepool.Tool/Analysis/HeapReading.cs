namespace Tidepool.Tool.Analysis;

/// <summary>The size of the heap after a collection.</summary>
/// <param name="At">Milliseconds since the beginning of the trace.</param>
/// <param name="Generation">Generation of the collection.</param>
/// <param name="Bytes">Size of all generations, including large and pinned objects.</param>
internal sealed record HeapReading(double At, int Generation, long Bytes);
