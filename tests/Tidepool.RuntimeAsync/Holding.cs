namespace Tidepool.RuntimeAsync;

/// <summary>A buffer in custody.</summary>
/// <param name="Memory">Its bytes.</param>
/// <param name="Array">The array that holds them, which identifies the buffer.</param>
/// <param name="Owner">The rent's number, with which the whole buffer is filled.</param>
/// <param name="Place">The index of the thread that rented it and of its size.</param>
internal sealed record Holding(Memory<byte> Memory, byte[] Array, long Owner, int Place);
