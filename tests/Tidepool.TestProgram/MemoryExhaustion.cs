namespace Tidepool.TestProgram;

/// <summary>Rents until memory runs out, returns everything, and checks whether the pool still works.</summary>
internal static class MemoryExhaustion
{
    /// <summary>More than any test's heap limit allows, so that a limit that isn't in force is noticed.</summary>
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

        // Initializes the console while there is memory for it.
        Console.WriteLine($"size: {size}");

        // Released on failure, so that there is memory for the report: even printing a number needs some. Small objects, because
        // the space of large objects serves only large objects.
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

        // The collector may not have noticed yet what was just freed, which is not the pool's concern.
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
