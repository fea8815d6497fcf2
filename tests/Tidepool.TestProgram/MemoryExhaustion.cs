namespace Tidepool.TestProgram;

/// <summary>Rents until there is no memory, gives everything back, and looks at whether the pool still works.</summary>
internal static class MemoryExhaustion
{
    /// <summary>More than any heap limit of a test allows, so that a limit that isn't in force is noticed.</summary>
    private const int TooMany = 100_000;

    private const int MaxIdle = 4;

    internal static int Run(int size, int samplingInterval)
    {
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = size,
            MaxSize = size,
            MaxBuffersPerBucket = MaxIdle,
            MaxIdleBytesPerBucket = null,
            LeakSamplingInterval = samplingInterval,
        });
        List<ByteLease> leases = new(TooMany);

        // Makes the console ready: it can't be made without memory.
        Console.WriteLine($"size: {size}");

        // Given up on failure, so that there is memory again to report with: not even a number can be printed without. Small objects, because
        // the room of large ones goes to large ones only.
        byte[][]? ballast = [.. Enumerable.Range(0, 2_048).Select(static _ => new byte[4_096])];
        bool failed = false;
        try
        {
            while (leases.Count < TooMany)
            {
                leases.Add(pool.Rent(size));
            }
        }
        catch (OutOfMemoryException)
        {
            failed = true;
            GC.KeepAlive(ballast);
            ballast = null;
            GC.Collect();
        }

        Console.WriteLine($"failed: {(failed ? "yes" : "no")}");
        Console.WriteLine($"rented: {leases.Count}");
        Print("exhausted", pool);
        leases.ForEach(static lease => lease.Return());
        leases.Clear();
        Print("returned", pool);

        // The collector may be late to notice what was freed just now, which is not the pool's concern.
        GC.Collect();
        for (int i = 0; i < 2 * MaxIdle; i++)
        {
            leases.Add(pool.Rent(size));
            leases[i].Span.Fill((byte)i);
        }

        bool isIntact = leases.Index().All(static pair => pair.Item.Span.IndexOfAnyExcept((byte)pair.Index) < 0);
        Console.WriteLine($"intact: {(isIntact ? "yes" : "no")}");
        Print("serving", pool);
        leases.ForEach(static lease => lease.Return());
        Print("returned again", pool);
        return 0;
    }

    private static void Print(string moment, BytePool pool)
    {
        BucketStatistics bucket = pool.GetStatistics().Buckets[0];
        bool addsUp = bucket.Rented + bucket.Idle == bucket.Misses - bucket.Discarded - bucket.Trimmed - bucket.Abandoned
            && bucket.Hits + bucket.Misses == bucket.Returned + bucket.Rented;
        Console.WriteLine(
            $"{moment}: hits {bucket.Hits}, idle {bucket.Idle}, out {bucket.Rented}, abandoned {bucket.Abandoned}, adds up {(addsUp ? "yes" : "no")}");
    }
}
