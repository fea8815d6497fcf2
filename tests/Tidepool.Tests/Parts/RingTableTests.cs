using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>The table in which a ring keeps its residents: gaps are filled first, and what a burst needed isn't kept.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B7")]
public class RingTableTests
{
    private const int Size = 1_000;
    private const int Burst = 10_000;

    [Fact]
    public void Rent_AfterATrimOfEverySecond_FillsTheGaps() => FullCollections.RunUndisturbed(static () =>
    {
        using BytePool pool = NewPool();
        ByteLease[] leases = Rent(pool, 100);
        for (int i = 0; i < leases.Length; i += 2)
        {
            leases[i].Return();
        }

        pool.Trim();
        ByteLease[] filling = Rent(pool, 50);
        Assert.Equal(Enumerable.Range(0, 100).Where(static index => index % 2 == 0), filling.Select(static lease => lease.Slot!.Index));
        Assert.Equal(100, RingOf(filling[0]).Slots.Length);
        Array.ForEach(filling, static lease => lease.Return());
        Assert.Equal(50, pool.GetStatistics().Idle);
    });

    [Fact]
    public void Trim_AfterABurst_KeepsNoTable() => FullCollections.RunUndisturbed(static () =>
    {
        using BytePool pool = NewPool();
        ByteLease[] leases = Rent(pool, Burst);
        Ring ring = RingOf(leases[0]);
        Array.ForEach(leases, static lease => lease.Return());
        Assert.InRange(ring.Room, Burst, 2 * Burst);

        pool.Trim();
        Assert.Equal((0, 0, 0), (ring.Room, ring.Residents, ring.Slots.Length));

        // The home thread's idle bits still tell of the old places.
        leases = Rent(pool, 100);
        Assert.Equal(Enumerable.Range(0, 100), leases.Select(static lease => lease.Slot!.Index));
        Array.ForEach(leases, static lease => lease.Return());
        Snapshots.AssertAddsUp(pool.GetStatistics());
    });

    [Fact]
    public void Miss_AfterABurst_MakesTheTableSmaller() => FullCollections.RunUndisturbed(static () =>
    {
        using BytePool pool = NewPool();
        ByteLease[] leases = Rent(pool, Burst);
        Ring ring = RingOf(leases[0]);
        Array.ForEach(leases[10..], static lease => lease.Return());
        pool.Trim();
        Assert.Equal((10, 10), (ring.Residents, ring.Slots.Length));

        ByteLease another = pool.Rent(Size);
        Assert.InRange(ring.Room, 11, 100);
        another.Return();
        Array.ForEach(leases[..10], static lease => lease.Return());
        Assert.Equal(11, pool.GetStatistics().Idle);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    });

    [Fact]
    public void Table_UnderAnySequence_HoldsEachResidentOnceAtItsIndex() => FullCollections.RunUndisturbed(static () =>
    {
        Random random = new(7);
        using BytePool pool = NewPool();
        List<ByteLease> leases = [.. Rent(pool, 1)];
        Ring ring = RingOf(leases[0]);
        for (int step = 0; step < 2_000; step++)
        {
            int count = random.Next(200);
            switch (random.Next(3))
            {
                case 0:
                    leases.AddRange(Rent(pool, count));
                    break;
                case 1:
                    for (int i = 0; i < count && leases.Count > 0; i++)
                    {
                        int at = random.Next(leases.Count);
                        leases[at].Return();
                        leases.RemoveAt(at);
                    }

                    break;
                default:
                    pool.Trim();
                    break;
            }

            Slot[] residents = [.. ring.Slots.ToArray().OfType<Slot>()];
            Assert.Equal(ring.Residents, residents.Length);
            Assert.All(residents, slot => Assert.Same(slot, ring.Slots[slot.Index]));
            Assert.True(ring.Slots.IsEmpty || ring.Slots[^1] is not null);
            Assert.Equal(leases.Count, pool.GetStatistics().Rented);
        }

        leases.ForEach(static lease => lease.Return());
        Snapshots.AssertAddsUp(pool.GetStatistics());
    });

    private static BytePool NewPool() => new(new BytePoolOptions { DecayTime = Timeout.InfiniteTimeSpan, LeakSamplingInterval = 0 });

    private static ByteLease[] Rent(BytePool pool, int count) => [.. Enumerable.Range(0, count).Select(_ => pool.Rent(Size))];

    private static Ring RingOf(ByteLease lease) => lease.Slot!.Ring!;
}
