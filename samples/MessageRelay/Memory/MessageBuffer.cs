namespace MessageRelay.Memory;

/// <summary>The one buffer that a message lives in while the server has it.</summary>
/// <remarks>The same struct for every kind of memory, so that it weighs the same in every channel.</remarks>
internal readonly struct MessageBuffer(MessageMemory owner, byte[] array, int length)
{
    private readonly MessageMemory _owner = owner;

    /// <summary>The buffer itself, which may be longer than asked for.</summary>
    internal byte[] Array { get; } = array;

    /// <summary>How many bytes were asked for.</summary>
    public int Length { get; } = length;

    public Memory<byte> Memory => _owner.GetMemory(this);

    public void Return() => _owner.Return(this);
}
