namespace Tidepool.Benchmarks.Peers;

/// <summary>Idle arrays of one size.</summary>
internal sealed class LockedStack(int size)
{
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _idle = [];
    private long _made;

    /// <summary>Gets how many arrays were made.</summary>
    public long Made => Volatile.Read(ref _made);

    public byte[] Pop()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out byte[]? array))
            {
                return array;
            }

            _made++;
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Push(byte[] array)
    {
        lock (_gate)
        {
            _idle.Push(array);
        }
    }
}
