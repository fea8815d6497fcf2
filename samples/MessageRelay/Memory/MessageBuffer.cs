using Tidepool;

namespace MessageRelay.Memory;

/// <summary>The one buffer that a message lives in while the server has it.</summary>
/// <remarks>The same struct for every kind of memory, so that it has the same size in every channel; each kind uses its own field.</remarks>
internal readonly struct MessageBuffer
{
    private readonly MessageMemory _owner;

    public MessageBuffer(MessageMemory owner, byte[] array, int length)
    {
        _owner = owner;
        Array = array;
        Length = length;
    }

    public MessageBuffer(MessageMemory owner, ByteLease lease, int length)
    {
        _owner = owner;
        Lease = lease;
        Length = length;
    }

    /// <summary>For kinds that lend arrays: the array, which may be longer than asked for.</summary>
    internal byte[]? Array { get; }

    /// <summary>For Tidepool: the lease.</summary>
    internal ByteLease Lease { get; }

    /// <summary>How many bytes were asked for.</summary>
    public int Length { get; }

    public Memory<byte> Memory => _owner.GetMemory(this);

    public void Return() => _owner.Return(this);
}
