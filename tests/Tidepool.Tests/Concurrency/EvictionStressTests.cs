using System.Buffers;
using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>Threads rent and return their residents while another one evicts these all the time: also between the look at a slot and the store that rents
/// or returns it, since there are more threads than processors.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "B1")]
[Trait("Requirement", "B4")]
[Trait("Requirement", "N5")]
public sealed class EvictionStressTests
{
    private const int Size = 1_024;
    private const int Evictions = 1_000;

    /// <summary>Enough rents to earn residents, some rents of these, and no end before the next eviction.</summary>
    private const int RentsInARow = 10_000;

    public enum Way
    {
        Rent,
        RentBesideAnother,
        TryRent,
        SampledRent,
        Array,
        ReusedOwner,
    }

    [Theory]
    [InlineData(Way.Rent)]
    [InlineData(Way.RentBesideAnother)]
    [InlineData(Way.TryRent)]
    [InlineData(Way.SampledRent)]
    [InlineData(Way.Array)]
    [InlineData(Way.ReusedOwner)]
    public void RentAndReturn_InTheMiddleOfAnEviction_LoseNoBuffer(Way way)
    {
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = Size,
            MaxSize = Size,
            LeakSamplingInterval = way == Way.SampledRent ? 3 : 0,
            DecayTime = Timeout.InfiniteTimeSpan,
        });
        ArrayPool<byte> arrays = pool.AsArrayPool();
        MemoryPool<byte> owners = pool.AsMemoryPool(reuseOwners: true);
        Slot?[] rented = new Slot?[Environment.ProcessorCount + 1];
        long rents = 0;
        bool isOver = false;
        Crew.Run($"rents by {way} while residents are evicted",
            [Evict, .. Enumerable.Range(0, rented.Length).Select(self => (Action<CancellationToken>)(failed => Work(self, failed)))]);
        Books.AssertAllReturned(pool.GetStatistics(), rents, int.MaxValue);
        pool.Trim();
        Assert.Equal(0, pool.GetStatistics().Idle);

        void Evict(CancellationToken failed)
        {
            for (Effort effort = new(Evictions); effort.Goes(); effort.Spend())
            {
                // When this thread wakes, another one has to stop, wherever it is.
                failed.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
                failed.ThrowIfCancellationRequested();
                foreach (Slot? slot in rented)
                {
                    // It may be out, or idle.
                    slot?.Bucket.Evict(slot);
                }

                pool.Trim();
            }

            Volatile.Write(ref isOver, true);
        }

        void Work(int self, CancellationToken failed)
        {
            while (!Volatile.Read(ref isOver))
            {
                failed.ThrowIfCancellationRequested();
                for (int rent = 0; rent < RentsInARow; rent++)
                {
                    RentOnce(self);
                }

                Interlocked.Add(ref rents, RentsInARow * (way == Way.RentBesideAnother ? 2 : 1));
            }
        }

        void RentOnce(int self)
        {
            byte mark = (byte)self;
            switch (way)
            {
                case Way.Array:
                    byte[] array = arrays.Rent(Size);
                    Use(array, mark);
                    arrays.Return(array);
                    break;
                case Way.ReusedOwner:
                    using (IMemoryOwner<byte> owner = owners.Rent(Size))
                    {
                        Use(owner.Memory.Span, mark);
                    }

                    break;
                case Way.RentBesideAnother:
                    using (ByteLease other = pool.Rent(Size))
                    using (ByteLease lease = pool.Rent(Size))
                    {
                        Use(lease.Span, mark);
                    }

                    break;
                case Way.TryRent:
                    Assert.True(pool.TryRent(Size, out ByteLease granted));
                    Use(granted.Span, mark);
                    granted.Return();
                    break;
                default:
                    using (ByteLease lease = pool.Rent(Size))
                    {
                        rented[self] = lease.Slot;
                        Use(lease.Span, mark);
                    }

                    break;
            }
        }
    }

    private static void Use(Span<byte> bytes, byte mark)
    {
        bytes[0] = mark;
        bytes[Size - 1] = mark;
        if (bytes[0] != mark || bytes[Size - 1] != mark)
        {
            throw new InvalidOperationException("Another thread has the same buffer.");
        }
    }
}
