namespace WebUpload.Compare;

/// <summary>One request that was answered.</summary>
/// <param name="Ended">When it ended, as a <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> value.</param>
/// <param name="Latency">From the call to the last byte of the answer.</param>
/// <param name="Bytes">The file's length where it was sent or received, uncompressed.</param>
internal readonly record struct RequestSample(long Ended, TimeSpan Latency, long Bytes);
