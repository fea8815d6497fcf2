using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <content>The actors that don't wait.</content>
internal sealed partial class WakeUpModel
{
    /// <summary>Bucket.TakeBack, with a claimed slot.</summary>
    private Code PutIntoBatch(int actor)
    {
        yield return "reads the capacity, to put";
        if (Read(Capacity) == 0)
        {
            yield return PushAndLook();
            yield break;
        }

        yield return "puts it into its batch";
        Put(actor, 0);
        yield return "looks at the capacity";
        if (Read(Capacity) == 0 && flaw != WakeUpFlaw.NoLookAfterAPut)
        {
            yield return ShareBatched(actor, 0);
        }

        yield return LookWhoWaits();
    }

    private void Put(int actor, int index)
    {
        Write(Place(actor, index), 1);
        WriteRelease(Generation(actor, index), Batched);
    }

    private Code Refill(int actor)
    {
        yield return "checks for waiters, to rent";
        bool mayRent = Read(Waiting) == 0;
        yield return "reads the capacity, to take some";
        int room = Math.Max(1, Read(Capacity));
        yield return "pops some";
        int taken = mayRent ? Math.Min(room, Read(Shared)) : 0;
        Add(Shared, -taken);
        Note(Kept, taken > 0 ? 1 : 0);
        yield return "moves what it popped";
        for (int index = 0; index < taken - 1; index++)
        {
            Put(actor, index);
        }

        yield return "looks at the capacity";
        if (Read(Capacity) == 0 && taken > 1)
        {
            for (int index = 0; index < taken - 1; index++)
            {
                yield return ShareBatched(actor, index);
            }

            if (flaw != WakeUpFlaw.RefillDoesNotLook)
            {
                yield return LookWhoWaits();
            }
        }
    }

    /// <summary>Bucket.TryShareABatch, and a pop.</summary>
    private Code ShareABatch()
    {
        yield return "checks for waiters, to rent";
        bool mayRent = Read(Waiting) == 0;
        yield return "reads whether there are batches";
        if (!mayRent || Read(Capacity) == 0)
        {
            yield break;
        }

        yield return "enters the bucket's lock, to share a batch";
        Enter(Gate);
        for (int actor = 0; actor < actors.Length; actor++)
        {
            yield return Drain(actor);
        }

        yield return "leaves the bucket's lock";
        Exit(Gate);
        yield return "pops";
        int taken = Math.Min(1, Read(Shared));
        Add(Shared, -taken);
        Note(Kept, taken);
        if (flaw != WakeUpFlaw.SharerDoesNotLook)
        {
            yield return LookWhoWaits();
        }
    }

    private Code ReturnByOwner(int actor)
    {
        yield return "returns by a plain store";
        WriteRelease(Generation(actor), Idle);
        yield return "reads what its return has to do";
        if (Read(Looks(actor)) != 0 && flaw != WakeUpFlaw.OwnerReturnDoesNotLookAgain)
        {
            yield return TakeBackOvertaken(actor);
        }
    }

    private Code ReturnToOwner(int actor)
    {
        yield return "returns to the owner by compare-exchange";
        Exchange(Generation(actor), Idle);
        yield return "looks at the owner";
        if (Read(Owner(actor)) == 0 && flaw != WakeUpFlaw.ForeignReturnDoesNotLookAgain)
        {
            yield return TakeBackOvertaken(actor);
        }
    }

    private Code TakeBackOvertaken(int actor)
    {
        yield return "claims what no longer has an owner";
        if (Read(Owner(actor)) == 0 && CompareExchange(Generation(actor), Claimed, Idle) == Idle)
        {
            yield return "drops it under the lock";
            WaitUntil(Read(Gate) == 0);
            if (Read(Generation(actor)) == Claimed)
            {
                Exchange(Number(actor), 0);
                yield return Drop(looks: true);
            }
        }
    }

    private Code ReturnAndRentAgain(int actor)
    {
        yield return ReturnByOwner(actor);
        yield return "looks for an idle resident";
        if (Read(Generation(actor)) != Idle)
        {
            yield break;
        }

        yield return "rents by a plain store";
        WriteRelease(Generation(actor), Out);
        yield return "checks whether it is still the owner";
        if (Read(Owner(actor)) != 0)
        {
            yield return ReturnByOwner(actor);
            yield break;
        }

        yield return "gives the rent up under the lock";
        WaitUntil(Read(Gate) == 0);
        if (Read(Number(actor)) != 0)
        {
            Exchange(Number(actor), 0);
            yield return Drop(looks: flaw != WakeUpFlaw.GivenUpRentDoesNotLook);
        }
    }
}
