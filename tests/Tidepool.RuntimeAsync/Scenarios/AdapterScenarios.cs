using System.Buffers;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>The same through the adapters for other APIs.</summary>
internal static class AdapterScenarios
{
    /// <summary>Arrays whose requested length is that of a size class, so that the whole array is the rented buffer.</summary>
    internal static async Task ArrayPoolAsync(Flow flow)
    {
        ArrayPool<byte> arrays = flow.Pool.AsArrayPool();
        int size = flow.NextSize();
        int place = flow.Custody.BeforeRent(size);
        byte[] first = arrays.Rent(size);
        Holding firstHeld = flow.Custody.Take(first, place);
        await flow.Move();

        size = flow.NextSize();
        place = flow.Custody.BeforeRent(size);
        byte[] second = arrays.Rent(size);
        Holding secondHeld = flow.Custody.Take(second, place);
        flow.Custody.GiveUp(firstHeld);
        arrays.Return(first);
        flow.Custody.AfterReturn(firstHeld);
        await flow.Move();

        flow.Custody.GiveUp(secondHeld);
        arrays.Return(second);
        flow.Custody.AfterReturn(secondHeld);
        await flow.Move();
    }

    /// <summary>With an owner for each rent.</summary>
    internal static Task MemoryPoolAsync(Flow flow) => MemoryPoolAsync(flow, flow.Pool.AsMemoryPool());

    /// <summary>With reused owners.</summary>
    internal static Task ReusingMemoryPoolAsync(Flow flow) => MemoryPoolAsync(flow, flow.Pool.AsMemoryPool(reuseOwners: true));

    /// <summary>One allocator, used for two buffers.</summary>
    internal static async Task AllocatorAsync(Flow flow)
    {
        using Allocator allocator = flow.Pool.CreateAllocator();
        int size = flow.NextSize();
        int place = flow.Custody.BeforeRent(size);
        Holding held = flow.Custody.Take(allocator.Allocate(size), place);
        await flow.Move();
        flow.Custody.GiveUp(held);
        allocator.Return();
        flow.Custody.AfterReturn(held);

        size = flow.NextSize();
        place = flow.Custody.BeforeRent(size);
        held = flow.Custody.Take(allocator.Allocate(size), place);
        flow.Custody.GiveUp(held);
        allocator.Return();
        flow.Custody.AfterReturn(held);
        await flow.Move();
    }

    private static async Task MemoryPoolAsync(Flow flow, MemoryPool<byte> memories)
    {
        int size = flow.NextSize();
        int place = flow.Custody.BeforeRent(size);
        Holding firstHeld;
        using (IMemoryOwner<byte> first = memories.Rent(size))
        {
            firstHeld = flow.Custody.Take(first.Memory, place);
            await flow.Move();
            flow.Custody.Check(firstHeld);

            size = flow.NextSize();
            place = flow.Custody.BeforeRent(size);
            IMemoryOwner<byte> second = memories.Rent(size);
            Holding secondHeld = flow.Custody.Take(second.Memory, place);
            flow.Custody.GiveUp(secondHeld);
            second.Dispose();
            flow.Custody.AfterReturn(secondHeld);
            await flow.Move();
            flow.Custody.GiveUp(firstHeld);
        }

        flow.Custody.AfterReturn(firstHeld);
    }
}
