using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <content>Batches that threads give away for others to take: GivenBatches.cs. There is room for one per thread.</content>
internal sealed partial class BatchModel
{
    private int GivenGate => Count(_threads);

    /// <summary>The number of given batches.</summary>
    private int Given => GivenGate + 1;

    private int GivenCount(int batch) => Given + 1 + (batch * (_room + 1));

    private int GivenPlace(int batch, int index) => GivenCount(batch) + 1 + index;

    /// <summary>GivenBatches.TryGive. The locked part is one step.</summary>
    private Code TryGive(int count, int given)
    {
        yield return "tries to enter the lock of the given batches, to give";
        if (CompareExchange(GivenGate, Actor + 1, 0) != 0)
        {
            yield break;
        }

        int batch = Read(Given);
        if (batch < _threads)
        {
            for (int index = 0; index < _room; index++)
            {
                Write(GivenPlace(batch, index), index < given ? Read(Place(Actor, index)) : 0);
            }

            for (int index = 0; index < _room; index++)
            {
                Write(Place(Actor, index), index + given < count ? Read(Place(Actor, index + given)) : 0);
            }

            Write(GivenCount(batch), given);
            Write(Given, batch + 1);
            Write(Count(Actor), count - given);
            Return(1);
        }

        int isGiven = TakeResult();
        yield return "leaves the lock of the given batches";
        Exit(GivenGate);
        Return(isGiven);
    }

    /// <summary>Batch.TryRentGiven, and GivenBatches.TryTake.</summary>
    private Code TakeGiven()
    {
        yield return "checks whether batches were given, to take";
        if (Read(Given) == 0)
        {
            yield break;
        }

        yield return "tries to enter the lock of the given batches, to take";
        if (CompareExchange(GivenGate, Actor + 1, 0) != 0)
        {
            yield break;
        }

        int batch = Read(Given) - 1;
        if (batch >= 0)
        {
            for (int index = 0; index < _room; index++)
            {
                Write(Place(Actor, index), Read(GivenPlace(batch, index)));
                Write(GivenPlace(batch, index), 0);
            }

            Write(Count(Actor), Read(GivenCount(batch)));
            Write(GivenCount(batch), 0);
            Write(Given, batch);
        }

        yield return "leaves the lock of the given batches, having taken";
        Exit(GivenGate);
        yield return RentBatched();
    }
}
