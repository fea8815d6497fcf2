namespace Tidepool.Soak;

/// <summary>A lease, and the byte that fills its whole buffer.</summary>
internal readonly record struct Held(SoakPool Pool, ByteLease Lease, byte Mark);
