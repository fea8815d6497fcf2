using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <content>What other threads do with the batches: Bucket.Batches.cs.</content>
internal sealed partial class BatchModel
{
    private Code Push(int slot, int state)
    {
        WriteRelease(Generation(slot), Read(Generation(slot)) - state + _shared);
        yield return "pushes";
        PushHeld(slot);
    }

    private void PushHeld(int slot)
    {
        Exchange(Stack, (Read(Stack) * 8) + slot);
        Note(Hands(slot), -1);
    }

    /// <summary>Bucket.TryShareABatch.</summary>
    private Code ShareABatch()
    {
        yield return "reads whether there are batches";
        if (Read(HasBatches) != 0)
        {
            yield return "enters the lock, to share a batch";
            Enter(Gate);
            yield return "checks whether batches were given";
            bool isAny = Read(Given) != 0;
            if (isAny)
            {
                yield return "enters the lock of the given batches, to share them";
                Enter(GivenGate);
                yield return DrainGiven();
                isAny = TakeResult() != 0;
                yield return "leaves the lock of the given batches, which are shared";
                Exit(GivenGate);
            }

            for (int thread = 0; thread < _threads && !isAny; thread++)
            {
                yield return "checks whether a batch is empty";
                if (Read(Count(thread)) != 0)
                {
                    yield return Drain(thread);
                    isAny = TakeResult() != 0;
                }
            }

            yield return "leaves the lock";
            Exit(Gate);
        }
    }

    private Code DrainAll()
    {
        yield return "enters the lock, to drain";
        Enter(Gate);
        yield return DrainAllHeld();
        Exit(Gate);
    }

    /// <summary>Bucket.ShareBatchesHeld.</summary>
    private Code DrainAllHeld()
    {
        bool isHeld = flaw != BatchFlaw.DrainerDoesNotHoldWhatWasGiven;
        if (isHeld)
        {
            yield return "enters the lock of the given batches";
            Enter(GivenGate);
        }

        for (int thread = 0; thread < _threads; thread++)
        {
            yield return Drain(thread);
        }

        if (!isHeld)
        {
            yield return "enters the lock of the given batches, too late";
            Enter(GivenGate);
        }

        yield return DrainGiven();
        yield return "leaves the lock of the given batches";
        Exit(GivenGate);
    }

    private Code DrainGiven()
    {
        bool isAny = false;
        while (Read(Given) > 0)
        {
            int batch = Read(Given) - 1;
            yield return DrainFrom(GivenPlace(batch, 0));
            isAny |= TakeResult() != 0;
            yield return "has emptied a given batch";
            for (int index = 0; index < _room; index++)
            {
                Write(GivenPlace(batch, index), 0);
            }

            Write(GivenCount(batch), 0);
            Write(Given, batch);
        }

        Return(isAny ? 1 : 0);
    }

    /// <summary>Bucket.ShareBatch.</summary>
    private Code Drain(int thread) => DrainFrom(Place(thread, 0));

    private Code DrainFrom(int place)
    {
        bool isAny = false;
        for (int index = 0; index < _room; index++)
        {
            yield return "looks at a place";
            int slot = Read(place + index);
            if (slot != 0)
            {
                yield return Change(slot, Claimed, isPlain: flaw == BatchFlaw.DrainerPushesUnclaimed);
                if (TakeResult() != 0)
                {
                    yield return "clears the place";
                    bool isLate = flaw == BatchFlaw.DrainerClearsLate;
                    CompareExchange(place + index, isLate ? slot : 0, slot);
                    yield return Push(slot, Claimed);
                    if (isLate)
                    {
                        yield return "clears the place, too late";
                        CompareExchange(place + index, 0, slot);
                    }

                    isAny = true;

                    // Starts over.
                    index = -1;
                }
            }
        }

        Return(isAny ? 1 : 0);
    }

    /// <summary>Bucket.SetBatchCapacity, in the case that it empties all batches.</summary>
    private Code SetCapacity(int next)
    {
        yield return "enters the lock, to set the capacity";
        Enter(Gate);
        Write(HasBatches, next);
        WriteRelease(Capacity, 0);
        if (flaw != BatchFlaw.NoBarrier)
        {
            yield return "barrier in all threads";
            ProcessWideBarrier();
        }

        yield return DrainAllHeld();
        Note(PlacesEach, next - capacity);
        WriteRelease(Capacity, next);
        yield return "leaves the lock";
        Exit(Gate);
    }
}
