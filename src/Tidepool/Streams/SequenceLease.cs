using System.Buffers;
using Tidepool.Diagnosis;
using Tidepool.Streams;

namespace Tidepool;

/// <summary>The right to use a sequence of bytes of any length, in buffers of a <see cref="BytePool"/>, until it is returned.</summary>
/// <remarks>
/// <para>A class: each rent allocates one. Every use is checked, as with a <see cref="ByteLease"/>; a return returns all buffers at once.</para>
/// <para>May be passed between threads, but must be used by one at a time. If it is dropped, its buffers go to the garbage collector,
/// and the pool's statistics count them.</para>
/// </remarks>
public sealed class SequenceLease : IDisposable
{
    /// <summary>Arbitrary: few segments, and below the large object heap.</summary>
    private const int DefaultSegmentSize = 65_536;

    /// <summary>Null once it is returned, so that a stale lease doesn't keep buffers alive.</summary>
    private Parts? _parts;

    private SequenceLease(SequenceSegment first, SequenceSegment last)
    {
        _parts = new Parts(first, last);
        Length = last.RunningIndex + last.Memory.Length;
    }

    /// <summary>The number of bytes that were requested.</summary>
    public long Length { get; }

    /// <summary>Whether the sequence has been returned.</summary>
    public bool IsReturned => Volatile.Read(ref _parts) is null;

    /// <summary>The bytes, for reading.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The sequence has been returned.</exception>
    public ReadOnlySequence<byte> Sequence
    {
        get
        {
            Parts parts = Held;
            return new ReadOnlySequence<byte>(parts.First, 0, parts.Last, parts.Last.Memory.Length);
        }
    }

    /// <summary>The bytes, for writing: the buffers in order.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The sequence has been returned.</exception>
    public IEnumerable<Memory<byte>> Segments
    {
        get
        {
            return Enumerate(Held.First);

            static IEnumerable<Memory<byte>> Enumerate(SequenceSegment? first)
            {
                for (SequenceSegment? segment = first; segment is not null; segment = segment.Following)
                {
                    yield return segment.Lease.Memory;
                }
            }
        }
    }

    /// <summary>Returns the buffers to the pool. Strict: a second return throws.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The sequence has been returned already.</exception>
    public void Return()
    {
        if (!TryReturn())
        {
            throw Stale("returned twice");
        }
    }

    /// <summary>Returns the buffers to the pool, unless they have been returned already. May be called any number of times.</summary>
    public void Dispose() => TryReturn();

    internal static SequenceLease Rent(BytePool pool, long length, int? segmentSize)
    {
        if (length < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "The length of a sequence must be 0 bytes or more.");
        }

        int partSize = pool.PartSize(segmentSize, DefaultSegmentSize);
        SequenceSegment first = new(pool.Rent((int)Math.Min(length, partSize)), null);
        SequenceSegment last = first;
        try
        {
            for (long rented = partSize; rented < length; rented += partSize)
            {
                last = new SequenceSegment(pool.Rent((int)Math.Min(length - rented, partSize)), last);
            }
        }
        catch
        {
            SequenceSegment.ReturnFrom(first);
            throw;
        }

        return new SequenceLease(first, last);
    }

    private bool TryReturn()
    {
        if (Interlocked.Exchange(ref _parts, null) is not { } parts)
        {
            return false;
        }

        SequenceSegment.ReturnFrom(parts.First);
        return true;
    }

    private Parts Held => Volatile.Read(ref _parts) ?? throw Stale("used after its return");

    private BufferAlreadyReturnedException Stale(string what) =>
        new($"A sequence of {Quantity.Bytes(Length)} was {what}. Return it once, from a single owner.");

    private sealed record Parts(SequenceSegment First, SequenceSegment Last);
}
