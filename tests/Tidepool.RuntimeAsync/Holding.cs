namespace Tidepool.RuntimeAsync;

/// <summary>A buffer in custody.</summary>
/// <param name="Memory">Its bytes.</param>
/// <param name="Array">The array that they are in, by which the buffer is known.</param>
/// <param name="Owner">The rent's number, which all its bytes show.</param>
/// <param name="Place">Which thread rented it, and of which size.</param>
internal sealed record Holding(Memory<byte> Memory, byte[] Array, long Owner, int Place);
