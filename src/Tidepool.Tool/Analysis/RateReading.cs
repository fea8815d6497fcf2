namespace Tidepool.Tool.Analysis;

/// <summary>The bytes that the runtime counted in an interval of about a second.</summary>
/// <param name="At">The end of the interval, in milliseconds since the beginning of the trace.</param>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="Bytes">Bytes allocated in the interval.</param>
internal sealed record RateReading(double At, double Seconds, double Bytes);
