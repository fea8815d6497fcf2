namespace Tidepool.Benchmarks.Workloads;

/// <summary>A rented buffer, marked at both ends; returning it checks the marks.</summary>
internal readonly struct Held<TPeer, TLease>
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
    private readonly TLease _lease;

    private Held(TLease lease, int size)
    {
        _lease = lease;
        Size = size;
    }

    /// <summary>Gets a value indicating whether there is a buffer.</summary>
    public bool IsHeld => Size != 0;

    /// <summary>Gets the size asked for, in bytes; 0 without a buffer.</summary>
    public int Size { get; }

    /// <summary>Gets the whole buffer.</summary>
    public Span<byte> Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TPeer.Bytes(_lease, Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Held<TPeer, TLease> Rent(TPeer peer, int size)
    {
        TLease lease = peer.Rent(size);
        BufferEnds.Write(TPeer.Bytes(lease, size), size, (byte)size);
        return new Held<TPeer, TLease>(lease, size);
    }

    public static Held<TPeer, TLease>[] RentMany(TPeer peer, int count, int size) => Many.Of(count, _ => Rent(peer, size));

    /// <summary>Fills an array with buffers of these sizes, again and again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RentAll(TPeer peer, Held<TPeer, TLease>[] buffers, ReadOnlySpan<int> sizes)
    {
        int size = 0;
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = Rent(peer, sizes[size]);
            size = size + 1 < sizes.Length ? size + 1 : 0;
        }
    }

    /// <summary>Returns those that are held.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ReturnAll(TPeer peer, Held<TPeer, TLease>[] buffers)
    {
        foreach (Held<TPeer, TLease> buffer in buffers)
        {
            if (buffer.IsHeld)
            {
                buffer.Return(peer);
            }
        }
    }

    /// <summary>Passes buffers to other threads, one through each ring.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RentInto(TPeer peer, int size, ReadOnlySpan<HandoffRing<Held<TPeer, TLease>>> rings, int loop)
    {
        for (int i = 0; i < loop; i++)
        {
            foreach (HandoffRing<Held<TPeer, TLease>> ring in rings)
            {
                ring.Enqueue(Rent(peer, size));
            }
        }
    }

    /// <summary>Returns what comes from other threads, one through each ring.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ReturnFrom(TPeer peer, ReadOnlySpan<HandoffRing<Held<TPeer, TLease>>> rings, int loop)
    {
        for (int i = 0; i < loop; i++)
        {
            foreach (HandoffRing<Held<TPeer, TLease>> ring in rings)
            {
                ring.Dequeue().Return(peer);
            }
        }
    }

    /// <exception cref="BenchmarkException">Other code wrote to the buffer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(TPeer peer)
    {
        BufferEnds.Expect(Bytes, Size, (byte)Size);
        peer.Return(_lease);
    }
}
