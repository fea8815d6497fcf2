namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class UseWhileReturnedTests
{
    private const int BufferSize = 4096;
    private const int MaxRounds = 4_000_000;
    private const int EnoughObservations = 20_000;

    [Theory]
    [Trait("Requirement", "B1")]
    [InlineData(4, false, 1)]
    [InlineData(4, true, 2)]
    [InlineData(1, false, 3)]
    [InlineData(0, false, 4)]
    public void Span_WhileAnotherThreadReturnsAndRentsAgain_IsWithinTheBufferOrThrows(int cap, bool clears, int seed)
    {
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = BufferSize,
            MaxSize = BufferSize,
            MaxBuffersPerBucket = cap,
            ClearOnReturn = clears,
        });
        StrongLease? shown = new(pool.Rent(1));
        long valid = 0;
        long stale = 0;
        bool ended = false;

        void Read(CancellationToken failed)
        {
            while (!Volatile.Read(ref ended))
            {
                failed.ThrowIfCancellationRequested();
                ByteLease lease = Volatile.Read(ref shown).Lease;
                try
                {
                    // The buffer may have another renter by the time it is read: any rented length is right, and both ends can be touched.
                    Span<byte> span = lease.Span;
                    Assert.InRange(span.Length, 1, BufferSize);
                    _ = span[0] + span[^1];
                    Assert.InRange(lease.Length, 1, BufferSize);
                    Assert.Equal(BufferSize, lease.Capacity);
                    Assert.InRange(lease.Memory.Length, 1, BufferSize);
                    Interlocked.Increment(ref valid);
                }
                catch (BufferAlreadyReturnedException error)
                {
                    Assert.Contains("return", error.Message, StringComparison.Ordinal);
                    Interlocked.Increment(ref stale);
                }
            }
        }

        void RentAndReturn(CancellationToken failed)
        {
            Random random = new(seed);
            try
            {
                ByteLease lease = shown.Lease;
                for (int round = 0; round < MaxRounds
                    && (Interlocked.Read(ref valid) < EnoughObservations || Interlocked.Read(ref stale) < EnoughObservations / 100); round++)
                {
                    failed.ThrowIfCancellationRequested();
                    lease.Return();
                    Thread.SpinWait(random.Next(4));
                    lease = pool.Rent(random.Next(1, BufferSize + 1));
                    Volatile.Write(ref shown, new StrongLease(lease));
                    Thread.SpinWait(random.Next(40));
                }

                lease.Return();
            }
            finally
            {
                Volatile.Write(ref ended, true);
            }
        }

        Crew.Run($"cap {cap}, clears {clears}, seed {seed}", Read, RentAndReturn);

        Assert.True(valid >= EnoughObservations, $"Only {valid} valid uses were seen.");
        Assert.True(stale >= EnoughObservations / 100, $"Only {stale} stale uses were seen.");
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    private sealed record StrongLease(ByteLease Lease);
}
