using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <summary>Waiters and the threads that return buffers (WaitQueue.cs, Budget.cs, Bucket.EndResidence and Bucket.Finish).
/// There is one size.</summary>
/// <remarks><see cref="StackModel"/> covers the stack, and Spin's model the number of rents of a slot: here the stack is a count,
/// and a push or a pop one step.</remarks>
/// <param name="flaw">What to leave out or do wrong.</param>
/// <param name="isPrepared">Whether an actor has waited before.</param>
/// <param name="actors">The actors.</param>
internal sealed partial class WakeUpModel(WakeUpFlaw flaw, bool isPrepared, params WakeUpActor[] actors) : Model
{
    // Memory.
    private const int QueueGate = 0;
    private const int Gate = 1;
    private const int Waiting = 2;
    private const int Queued = 3;
    private const int Served = 4;
    private const int IsPrepared = 5;
    private const int BytesFree = 6;
    private const int Shared = 7;
    private const int Capacity = 8;

    /// <summary>The number of buffers that are never returned. For the checks only.</summary>
    private const int Kept = 9;
    private const int First = 10;
    private const int CellsEach = 7;

    // Generations.
    private const int Out = 0;
    private const int Idle = 1;
    private const int Claimed = 2;
    private const int Batched = 3;
    private const int OnStack = 4;

    /// <summary>How many slots a refiller takes.</summary>
    private const int Most = 3;

    private static int Generation(int actor, int index = 0) => First + (actor * CellsEach) + index;

    private static int Place(int actor, int index) => First + (actor * CellsEach) + 2 + index;

    private static int Owner(int actor) => First + (actor * CellsEach) + 4;

    private static int Looks(int actor) => First + (actor * CellsEach) + 5;

    private static int Number(int actor) => First + (actor * CellsEach) + 6;

    private bool IsResident(int actor) => actors[actor] is WakeUpActor.Owner or WakeUpActor.OwnerAgain or WakeUpActor.Foreigner;

    private bool HasBatch(int actor) => actors[actor] is WakeUpActor.Batcher or WakeUpActor.Refiller;

    private protected override (int Cells, Code[] Actors) Begin() => (First + (actors.Length * CellsEach), [.. actors.Select(CodeOf)]);

    private protected override void SetUp(World start)
    {
        start[IsPrepared] = isPrepared ? 1 : 0;
        start[Capacity] = isPrepared ? 0 : Most;
        for (int actor = 0; actor < actors.Length; actor++)
        {
            start[Number(actor)] = start[Owner(actor)] = IsResident(actor) ? 1 : 0;
            start[Generation(actor)] = actors[actor] == WakeUpActor.Refiller ? OnStack : Out;
            start[Shared] += actors[actor] == WakeUpActor.Refiller ? Most : 0;
        }
    }

    internal override string? Check(World world) => null;

    internal override string? CheckEnd(World end)
    {
        int idle = end[Shared] + end[BytesFree];
        int all = 0;
        for (int actor = 0; actor < actors.Length; actor++)
        {
            idle += IsResident(actor) && end[Number(actor)] != 0 && end[Generation(actor)] == Idle ? 1 : 0;
            idle += HasBatch(actor) && end[Generation(actor)] == Batched && end[Place(actor, 0)] != 0 ? 1 : 0;
            idle += HasBatch(actor) && end[Generation(actor, 1)] == Batched && end[Place(actor, 1)] != 0 ? 1 : 0;
            all += actors[actor] switch { WakeUpActor.Refiller => Most, >= WakeUpActor.Sharer => 0, _ => 1 };
        }

        return idle + end[Kept] != all ? "A buffer is lost."
            : end[Served] == end[Queued] ? end.HasEnded ? null : "An actor is stuck."
            : idle > 0 ? "A waiter sleeps while a buffer is idle."
            : null;
    }

    private Code CodeOf(WakeUpActor actor, int index) => actor switch
    {
        WakeUpActor.Returner => PushAndLook(),
        WakeUpActor.Dropper => Drop(looks: true),
        WakeUpActor.Batcher => PutIntoBatch(index),
        WakeUpActor.Owner => ReturnByOwner(index),
        WakeUpActor.OwnerAgain => ReturnAndRentAgain(index),
        WakeUpActor.Foreigner => ReturnToOwner(index),
        WakeUpActor.Refiller => Refill(index),
        WakeUpActor.Sharer => ShareABatch(),
        _ => Wait(),
    };

    /// <summary>WaitQueue.WaitAsync.</summary>
    private Code Wait()
    {
        yield return "enters the line";
        Enter(QueueGate);
        int ticket = Read(Queued);
        Exchange(Queued, ticket + 1);
        if (flaw == WakeUpFlaw.WaitingSetWithoutAFence)
        {
            // Leaving the lock and entering it again would be a fence, so this flaw serves before that.
            Write(Waiting, Read(Queued) - Read(Served));
            yield return ServeHeld();
        }
        else if (flaw != WakeUpFlaw.WaitingSetAfterTheLook)
        {
            yield return "announces that it waits";
            Exchange(Waiting, Read(Queued) - Read(Served));
        }

        if (Read(IsPrepared) == 0)
        {
            yield return EndResidence();
            Exchange(IsPrepared, 1);
        }

        yield return "leaves the line's lock";
        Exit(QueueGate);
        if (flaw != WakeUpFlaw.WaitingSetWithoutAFence)
        {
            yield return Serve();
        }

        if (flaw == WakeUpFlaw.WaitingSetAfterTheLook)
        {
            yield return "announces too late that it waits";
            Exchange(Waiting, Read(Queued) - Read(Served));
        }

        yield return "waits until it is served";
        WaitUntil(Read(Served) > ticket);
        yield return PushAndLook();
    }

    /// <summary>Bucket.EndResidence.</summary>
    private Code EndResidence()
    {
        yield return "enters the bucket's lock, to end residence";
        Enter(Gate);
        if (flaw != WakeUpFlaw.NoEndOfBatches)
        {
            WriteRelease(Capacity, 0);
            yield return Barrier();
            for (int actor = 0; actor < actors.Length; actor++)
            {
                yield return Drain(actor);
            }
        }

        for (int actor = 0; actor < actors.Length && flaw != WakeUpFlaw.NoEndOfResidence; actor++)
        {
            if (IsResident(actor))
            {
                Write(Owner(actor), 0);
                Write(Looks(actor), 1);
            }
        }

        yield return Barrier();
        for (int actor = 0; actor < actors.Length && flaw != WakeUpFlaw.NoEndOfResidence; actor++)
        {
            if (IsResident(actor))
            {
                yield return "claims a resident, if it is idle";
                if (CompareExchange(Generation(actor), Claimed, Idle) == Idle)
                {
                    Exchange(Number(actor), 0);
                    yield return Drop(looks: false);
                }
            }
        }

        yield return "leaves the bucket's lock";
        Exit(Gate);
    }

    private Code Barrier()
    {
        yield return "barrier in all threads";
        if (flaw != WakeUpFlaw.NoBarrier)
        {
            ProcessWideBarrier();
        }
    }

    /// <summary>Bucket.ShareBatch.</summary>
    private Code Drain(int actor)
    {
        for (int index = 0; index < 2 && HasBatch(actor); index++)
        {
            yield return "looks at a place";
            if (Read(Place(actor, index)) != 0)
            {
                yield return ShareBatched(actor, index);
            }
        }
    }

    private Code ShareBatched(int actor, int index)
    {
        yield return "takes a slot out of a batch";
        if (CompareExchange(Generation(actor, index), OnStack, Batched) == Batched)
        {
            yield return Push();
        }
    }

    private Code Serve()
    {
        bool isServed = true;
        while (isServed)
        {
            yield return "enters the line's lock, to serve";
            Enter(QueueGate);
            yield return ServeHeld();
            isServed = TakeResult() != 0;
            yield return "leaves the line's lock";
            Exit(QueueGate);
            Return(0);
        }
    }

    /// <summary>WaitQueue.TakeServed.</summary>
    private Code ServeHeld()
    {
        if (Read(Served) < Read(Queued))
        {
            yield return "pops for the first in line";
            int source = Read(Shared) > 0 ? Shared : BytesFree;
            if (source == BytesFree)
            {
                yield return "reserves bytes for the first in line";
            }

            if (Read(source) > 0)
            {
                Add(source, -1);
                Exchange(Served, Read(Served) + 1);
                yield return "counts one waiter less";
                Exchange(Waiting, Read(Queued) - Read(Served));
                Return(1);
            }
        }
    }

    /// <summary>Budget.ServeWaiters.</summary>
    private Code LookWhoWaits()
    {
        yield return "checks for waiters";
        if (Read(Waiting) > 0)
        {
            yield return Serve();
        }
    }

    private Code Push()
    {
        yield return "pushes, or drops it if enough are idle";
        Add(Choose(2) == 0 ? Shared : BytesFree, 1);
    }

    private Code PushAndLook()
    {
        if (flaw == WakeUpFlaw.WaitingReadBeforeThePush)
        {
            yield return LookWhoWaits();
            yield return Push();
        }
        else
        {
            yield return Push();
            yield return LookWhoWaits();
        }
    }

    /// <summary>A buffer leaves the books.</summary>
    private Code Drop(bool looks)
    {
        if (looks && flaw == WakeUpFlaw.WaitingReadBeforeTheDrop)
        {
            yield return LookWhoWaits();
        }

        yield return "releases its bytes";
        if (looks && flaw == WakeUpFlaw.BytesReleasedWithoutAFence)
        {
            Write(BytesFree, Read(BytesFree) + 1);
        }
        else
        {
            Add(BytesFree, 1);
        }

        if (looks && flaw != WakeUpFlaw.WaitingReadBeforeTheDrop)
        {
            yield return LookWhoWaits();
        }
    }
}
