using System.Buffers;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer of guarded mode: pages to itself, between two inaccessible ones, and inaccessible too while it isn't out.</summary>
/// <remarks>
/// <code>| inaccessible page | slack, full of a pattern | the requested bytes | inaccessible page |</code>
/// So the processor stops code that reads or writes past the end, or after the return, at that very instruction. With
/// <see cref="BytePoolOptions.GuardStart"/> the bytes begin right after the first inaccessible page, and the slack follows them.
/// Writes to the slack are found at the return.
/// </remarks>
internal sealed unsafe class GuardedBuffer : TrackedBuffer
{
    /// <summary>Fills the slack of a buffer that is out.</summary>
    private const byte Canary = PatternedBuffer.Canary;

    /// <summary>A dropped buffer stays accessible until this many buffers, or <see cref="MostAbandonedBytes"/>, have been dropped after it: a span on
    /// some thread's stack may still point to it. Arbitrary.</summary>
    private const int MostAbandoned = 1_024;

    /// <summary>The same in bytes. Arbitrary.</summary>
    private const long MostAbandonedBytes = 64 * 1024 * 1024;

    /// <summary>The most buffers accessible at once. Each splits the process's address space into two more ranges, whose number Linux limits;
    /// beyond that limit the runtime itself fails. So half of the ranges are left to everything else.</summary>
    private static readonly int s_mostOpen = NativePages.MostRanges / 4;

    private static int s_openCount;

    private static readonly Lock s_gate = new();
    private static readonly Queue<GuardedBuffer> s_abandoned = new(MostAbandoned + 1);
    private static long s_abandonedBytes;

    private readonly bool _guardsStart;
    private readonly byte* _reserved;

    /// <summary>The number of bytes between the two inaccessible pages.</summary>
    private readonly nuint _open;

    /// <summary>Whether these bytes are accessible.</summary>
    private bool _isOpen;

    /// <exception cref="OutOfMemoryException">The system grants no more addresses.</exception>
    internal GuardedBuffer(int capacity, bool guardsStart)
        : base(capacity)
    {
        _guardsStart = guardsStart;
        _open = ((nuint)capacity + Page - 1) / Page * Page;
        _reserved = NativePages.Reserve(_open + (2 * Page));
    }

    private static nuint Page => (nuint)Environment.SystemPageSize;

    private byte* First => _reserved + Page;

    internal override Span<byte> BytesOf(int length) => new(StartOf(length), length);

    internal override MemoryHandle Pin(int length, int index, IPinnable owner) => new(StartOf(length) + index, pinnable: owner);

    internal override void Free()
    {
        NativePages.Free(_reserved, _open + (2 * Page));
        NoteClosed();
    }

    /// <summary>Called when its lease was dropped: it isn't rented again, but a span of it may still be in use.</summary>
    internal void Abandon()
    {
        using (s_gate.Hold())
        {
            s_abandoned.Enqueue(this);
            s_abandonedBytes += Capacity;

            // The last one stays, however large it is.
            while (s_abandoned.Count > 1 && (s_abandoned.Count > MostAbandoned || s_abandonedBytes > MostAbandonedBytes))
            {
                GuardedBuffer oldest = s_abandoned.Dequeue();
                s_abandonedBytes -= oldest.Capacity;
                oldest.Free();
            }
        }
    }

    private protected override void Open(int length, bool isCleared)
    {
        if (Interlocked.Increment(ref s_openCount) > s_mostOpen)
        {
            Interlocked.Decrement(ref s_openCount);
            throw NativePages.NoMemory($"make the {s_mostOpen + 1:N0}th buffer accessible");
        }

        try
        {
            // A page that was closed comes back zeroed, so there is nothing to clear.
            NativePages.Open(First, _open);
        }
        catch
        {
            Interlocked.Decrement(ref s_openCount);
            throw;
        }

        _isOpen = true;
        SlackOf(length).Fill(Canary);
    }

    /// <summary>The renter's bytes stay where they are, so an overrun of the shorter length is found at the return, not at once by a guard page.</summary>
    private protected override void Withdraw(int from) => BytesOf(Asked)[from..Length].Fill(Canary);

    private protected override Damage? Close()
    {
        Damage? damage = Damage.In(BytesOf(Asked), Length, Canary)
            ?? Damage.In(SlackOf(Asked), 0, Canary)?.Moved((int)(SlackStartOf(Asked) - StartOf(Asked)));
        NativePages.Close(First, _open);
        NoteClosed();
        return damage;
    }

    private void NoteClosed()
    {
        if (_isOpen)
        {
            _isOpen = false;
            Interlocked.Decrement(ref s_openCount);
        }
    }

    private byte* StartOf(int length) => _guardsStart ? First : First + _open - (nuint)length;

    private byte* SlackStartOf(int length) => _guardsStart ? First + length : First;

    /// <summary>As much of the slack as a span can cover: that of the largest buffer may be a byte longer.</summary>
    private Span<byte> SlackOf(int length) => new(SlackStartOf(length), (int)Math.Min(_open - (nuint)length, int.MaxValue));
}
