namespace Tidepool.Tool.Analysis;

/// <summary>What the runtime counted in a second or so.</summary>
/// <param name="At">Milliseconds from the trace's begin, at its end.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="Bytes">Allocated in it.</param>
internal sealed record RateReading(double At, double Seconds, double Bytes);
