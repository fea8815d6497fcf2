namespace Tidepool.Decay;

/// <summary>Runs one collection after decay has released much, if the pool's options ask for it:
/// see <see cref="BytePoolOptions.CollectAfterReleasing"/>.</summary>
/// <remarks>For the thread of the pool's clock.</remarks>
internal sealed class QuietCollection(long? threshold)
{
    /// <summary>Bytes released since the last collection that was requested here.</summary>
    private long _released;

    /// <summary>Makes the collector return memory to the system. Replaced by tests.</summary>
    internal Action Collect { get; set; } = static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Called after each step of the decay.</summary>
    /// <param name="released">The number of bytes that the step released; negative if the pool has grown meanwhile.</param>
    /// <param name="isLast">Whether the pool has no buffers any more.</param>
    internal void NoteStep(long released, bool isLast)
    {
        _released += Math.Max(0, released);
        if (_released >= threshold && (isLast || released <= 0))
        {
            _released = 0;
            Collect();
        }
    }
}
