namespace Tidepool.Soak;

/// <summary>A lease, and the byte that its whole buffer was filled with.</summary>
internal readonly record struct Held(SoakPool Pool, ByteLease Lease, byte Mark);
