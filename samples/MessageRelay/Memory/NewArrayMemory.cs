namespace MessageRelay.Memory;

/// <summary>A new array for every message, left to the garbage collector.</summary>
internal sealed class NewArrayMemory : MessageMemory
{
    public override MessageBuffer Rent(int size) => new(this, new byte[size], size);

    internal override Memory<byte> GetMemory(in MessageBuffer buffer) => buffer.Array;

    internal override void Return(in MessageBuffer buffer)
    {
        // The garbage collector takes the array.
    }
}
