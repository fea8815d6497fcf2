namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>Leases before and after an await, in every form in which a compiler may handle two of them at once.</summary>
internal static class LeaseScenarios
{
    private const int Size = Custody.SmallestSize;

    /// <summary>One lease after the other, all in one method.</summary>
    internal static async Task PairsAsync(Flow flow)
    {
        int place = flow.Custody.BeforeRent(Size);
        ByteLease first = flow.Pool.Rent(Size);
        Holding firstHeld = flow.Custody.Take(first, place);
        flow.Custody.GiveUp(firstHeld);
        first.Return();
        flow.Custody.AfterReturn(firstHeld);
        await flow.Move();

        place = flow.Custody.BeforeRent(Size);
        ByteLease second = flow.Pool.Rent(Size);
        Holding secondHeld = flow.Custody.Take(second, place);
        await flow.Move();

        place = flow.Custody.BeforeRent(Size);
        ByteLease third = flow.Pool.Rent(Size);
        Holding thirdHeld = flow.Custody.Take(third, place);
        flow.Custody.GiveUp(secondHeld);
        second.Return();
        flow.Custody.AfterReturn(secondHeld);
        await flow.Move();

        flow.Custody.GiveUp(thirdHeld);
        third.Return();
        flow.Custody.AfterReturn(thirdHeld);
        await flow.Move();
    }

    /// <summary>Leases rented on the flow's home thread and returned by an unrolled loop, whose second iteration runs on another thread.</summary>
    internal static async Task ReturnLoopAsync(Flow flow)
    {
        Stash stash = new(flow);
        stash.Fill(2 * Stash.Pairs, Size);
        for (int pair = 0; pair < Stash.Pairs; pair++)
        {
            stash.Churn(Size);
            await ReturnTwoAsync(flow, stash);
            await flow.MoveHome();
        }
    }

    /// <summary>Leases rented by one unrolled loop and returned by another.</summary>
    internal static async Task RentLoopAsync(Flow flow)
    {
        ByteLease[] leases = new ByteLease[2];
        Holding[] held = new Holding[2];
        for (int i = 0; i < 2; i++)
        {
            int place = flow.Custody.BeforeRent(Size);
            leases[i] = flow.Pool.Rent(Size);
            held[i] = flow.Custody.Take(leases[i], place);
            await flow.Move();
        }

        for (int i = 0; i < 2; i++)
        {
            flow.Custody.GiveUp(held[i]);
            leases[i].Return();
            flow.Custody.AfterReturn(held[i]);
            await flow.Move();
        }
    }

    /// <summary>Leases in nested using blocks that end on another thread than they began on.</summary>
    internal static async Task UsingAsync(Flow flow)
    {
        int size = flow.NextSize();
        int place = flow.Custody.BeforeRent(size);
        Holding outerHeld;
        using (ByteLease outer = flow.Pool.Rent(size))
        {
            outerHeld = flow.Custody.Take(outer, place);
            await flow.Move();
            flow.Custody.Check(outerHeld);

            size = flow.NextSize();
            place = flow.Custody.BeforeRent(size);
            Holding innerHeld;
            using (ByteLease inner = flow.Pool.Rent(size))
            {
                innerHeld = flow.Custody.Take(inner, place);
                await flow.Move();
                flow.Custody.GiveUp(innerHeld);
            }

            flow.Custody.AfterReturn(innerHeld);
            await flow.Move();
            flow.Custody.GiveUp(outerHeld);
        }

        flow.Custody.AfterReturn(outerHeld);
    }

    /// <summary>Leases from TryRent, which always succeeds in a pool without a budget.</summary>
    internal static async Task TryRentAsync(Flow flow)
    {
        int size = flow.NextSize();
        int place = flow.Custody.BeforeRent(size);
        if (!flow.Pool.TryRent(size, out ByteLease first))
        {
            throw new RunFailedException("A pool without a budget refused a rent.");
        }

        Holding firstHeld = flow.Custody.Take(first, place);
        await flow.Move();

        size = flow.NextSize();
        place = flow.Custody.BeforeRent(size);
        if (!flow.Pool.TryRent(size, out ByteLease second))
        {
            first.Return();
            throw new RunFailedException("A pool without a budget refused a rent.");
        }

        Holding secondHeld = flow.Custody.Take(second, place);
        flow.Custody.GiveUp(firstHeld);
        first.Return();
        flow.Custody.AfterReturn(firstHeld);
        await flow.Move();

        flow.Custody.GiveUp(secondHeld);
        second.Dispose();
        flow.Custody.AfterReturn(secondHeld);
    }

    /// <summary>Awaited leases. If the budget makes a flow wait, it resumes wherever a buffer was returned, and moves back to a known thread.</summary>
    internal static async Task RentAsyncAsync(Flow flow)
    {
        int place = flow.Custody.BeforeRent(Size);
        ByteLease first = await flow.Pool.RentAsync(Size);
        Holding firstHeld = flow.Custody.Take(first, place);
        await flow.Move();
        flow.Custody.GiveUp(firstHeld);
        first.Return();
        flow.Custody.AfterReturn(firstHeld);

        place = flow.Custody.BeforeRent(Size);
        Holding secondHeld;
        using (ByteLease second = await flow.Pool.RentAsync(Size))
        {
            secondHeld = flow.Custody.Take(second, place);
            await flow.Move();
            flow.Custody.GiveUp(secondHeld);
        }

        flow.Custody.AfterReturn(secondHeld);
        await flow.Move();
    }

    private static async Task ReturnTwoAsync(Flow flow, Stash stash)
    {
        for (int i = 0; i < 2; i++)
        {
            ByteLease lease = stash.Next();
            if (lease.IsReturned)
            {
                throw new RunFailedException("A lease that is still out says that it was returned.");
            }

            lease.Return();
            stash.AfterReturn();
            await flow.Move();
        }
    }
}
