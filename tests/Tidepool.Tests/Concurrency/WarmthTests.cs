namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class WarmthTests
{
    private const int BufferSize = 256;
    private const int Burst = 1000;
    private const int InFlight = 4;
    private const int Rounds = 5_000;
    private const int MostTouched = 16;

    [Theory]
    [Trait("Requirement", "B7")]
    [InlineData(false)]
    [InlineData(true)]
    public void Rent_FewOutAfterABurstOfMany_TouchesFewBuffers(bool inOrder)
    {
        using BytePool pool = NewPool();
        Leases.ReturnAll(Leases.RentMany(pool, Burst, BufferSize));

        HashSet<byte[]> touched = RentFew(pool, inOrder, static returning => returning());

        Assert.InRange(touched.Count, InFlight, MostTouched);
    }

    [Theory]
    [Trait("Requirement", "B7")]
    [InlineData(false)]
    [InlineData(true)]
    public void Rent_FewOutAfterABurstReturnedByAnotherThread_TouchesFewBuffers(bool inOrder)
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        ByteLease[] burst = Leases.RentMany(pool, Burst, BufferSize);
        other.Do(() => Leases.ReturnAll(burst));

        HashSet<byte[]> touched = RentFew(pool, inOrder, other.Do);

        Assert.InRange(touched.Count, InFlight, MostTouched);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_FewOutAfterABurstOfAnotherThread_TouchesFewBuffersOfTheDepot()
    {
        using BytePool pool = NewPool();
        HashSet<byte[]> arrays = Buffers.NewSet();
        Crew.RunOnFreshThread(() =>
        {
            ByteLease[] burst = Leases.RentMany(pool, Burst, BufferSize);
            arrays.UnionWith(burst.Select(Buffers.ArrayOf));
            Leases.ReturnAll(burst);
        });
        Leases.ReturnAll([.. Latecomers.HoldUntilServedFrom(pool, arrays, BufferSize)]);

        HashSet<byte[]> touched = RentFew(pool, inOrder: true, static returning => returning());

        Assert.InRange(touched.Count, InFlight, MostTouched);
    }

    /// <summary>Rents and returns with few out at a time.</summary>
    /// <param name="pool">The pool to rent from.</param>
    /// <param name="inOrder">Whether the oldest is returned first; otherwise all that are out are returned, the newest first.</param>
    /// <param name="onReturner">Runs a return on the returning thread.</param>
    private static HashSet<byte[]> RentFew(BytePool pool, bool inOrder, Action<Action> onReturner)
    {
        HashSet<byte[]> touched = Buffers.NewSet();
        Queue<ByteLease> held = new();
        for (int round = 0; round < Rounds; round++)
        {
            ByteLease lease = pool.Rent(BufferSize);
            touched.Add(Buffers.ArrayOf(lease));
            held.Enqueue(lease);
            if (held.Count == InFlight)
            {
                ByteLease[] due = inOrder ? [held.Dequeue()] : [.. held.Reverse()];
                if (!inOrder)
                {
                    held.Clear();
                }

                onReturner(() => Leases.ReturnAll(due));
            }
        }

        Leases.ReturnAll([.. held]);
        return touched;
    }

    private static BytePool NewPool() => new(new BytePoolOptions
    {
        MinSize = BufferSize,
        MaxSize = BufferSize,
        MaxBuffersPerBucket = Burst,
        TimeProvider = new ManualClock(),
    });
}
