using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What happens to rentals when variables go out of scope.</summary>
internal static class Lifetimes
{
    /// <summary>A statement is over: a lease that no variable holds any more is lost.</summary>
    internal static PathState Settle(PathState state, FlowEvents? events) => Settle(state, events, areArraysLost: false);

    private static PathState Settle(PathState state, FlowEvents? events, bool areArraysLost)
    {
        if (state.Rentals.IsEmpty)
        {
            return state;
        }

        PathState settled = state;
        foreach (KeyValuePair<Rental, LeaseState> rental in state.Rentals)
        {
            if (rental.Value.Status == LeaseStatus.Held && !state.HasHandle(rental.Key))
            {
                if (rental.Key.Kind == RentalKind.Lease || (areArraysLost && IsLostArray(state, rental.Key)))
                {
                    events?.Lost(rental.Key, rental.Value);
                }

                settled = settled.With(rental.Key, rental.Value with { Status = LeaseStatus.Escaped });
            }
        }

        return settled;
    }

    /// <summary>The variables go out of scope here.</summary>
    /// <param name="state">The state of the path.</param>
    /// <param name="ended">The slots of the variables.</param>
    /// <param name="events">Receives the lost leases; null to report none, when an exception that isn't thrown here ends the variables.</param>
    /// <param name="isThrown">Whether an exception ends them: an array may then be dropped, as <c>ArrayPool</c> permits.</param>
    internal static PathState End(PathState state, IEnumerable<Slot> ended, FlowEvents? events, bool isThrown)
    {
        PathState left = state;
        foreach (Slot slot in ended)
        {
            Abandon(state, state[slot], events);
            left = left.With(slot, Value.Unknown).WithoutFactsOf(slot);
        }

        return Settle(left, events, areArraysLost: !isThrown);
    }

    /// <summary>The method ends here.</summary>
    internal static void Exit(PathState state, FlowEvents events, bool isThrown)
    {
        foreach (KeyValuePair<Rental, LeaseState> rental in state.Rentals)
        {
            bool isOwed = rental.Key.Kind == RentalKind.Lease || (rental.Key.Kind == RentalKind.ByteArray && !isThrown);
            if (isOwed && rental.Value.Status == LeaseStatus.Held)
            {
                events.Lost(rental.Key, rental.Value);
            }
        }

        foreach (KeyValuePair<Slot, Value> value in state.Values)
        {
            if (value.Key.Kind == SlotKind.Local)
            {
                Abandon(state, value.Value, events);
            }
            else
            {
                Outlive(state, value.Value, events);
            }
        }
    }

    /// <summary>Whether no variable holds the array any more, nor a memory from which the array could be obtained.</summary>
    private static bool IsLostArray(PathState state, Rental rental) =>
        rental.Kind == RentalKind.ByteArray && !state.Values.Any(value => value.Value.All.Any(part => part.Rental == rental));

    /// <summary>The method may have waited, in a way that can't be seen, for work that it discarded or whose task other code has.</summary>
    internal static PathState ForgetBegun(PathState state)
    {
        if (state.IsAllLocal)
        {
            return state;
        }

        PathState left = state;
        foreach (KeyValuePair<Slot, Value> value in state.Values)
        {
            left = value.Key.Kind is SlotKind.Begun or SlotKind.Outside or SlotKind.Collection ? left.With(value.Key, WithoutWork(value.Value)) : left;
        }

        return left;
    }

    /// <summary>The value without the tasks that it is or contains.</summary>
    internal static Value WithoutWork(Value value) =>
        value.Kind == ValueKind.Work ? Value.Unknown
        : value.Contents is { } contents && value.All.Any(static part => part.Kind == ValueKind.Work)
            ? value with { Contents = contents.Select(WithoutWork) } : value;

    /// <summary>The variable of a task goes out of scope: work that hasn't been awaited is abandoned.</summary>
    private static void Abandon(PathState state, Value task, FlowEvents? events)
    {
        if (task is { Kind: ValueKind.Work, Rental: { } rental, At: { } begun } && state[rental] is { Status: LeaseStatus.Returned } returned
            && !returned.HasTold(Told.Use))
        {
            events?.Unawaited(rental, returned, begun);
        }
    }

    /// <summary>The same place rents again: the buffer rented there before becomes the earlier rental.</summary>
    internal static PathState Age(PathState state, Rental rental, FlowEvents events)
    {
        if (state[rental] is not { } latest || rental.Earlier is not { } earlier)
        {
            return state;
        }

        // A buffer from two rounds ago can't be told apart from the last one: the analysis stops following it.
        PathState aged = Drop(state, earlier, events).With(earlier, latest).With(rental, null);
        foreach (KeyValuePair<Slot, Value> value in aged.Values.Where(value => value.Value.All.Any(part => part.Rental == rental)).ToArray())
        {
            aged = aged.With(value.Key, value.Value.Select(rental, part => part with { Rental = earlier }));
        }

        return aged;
    }

    private static PathState Drop(PathState state, Rental rental, FlowEvents events)
    {
        PathState left = state;
        foreach (KeyValuePair<Slot, Value> value in state.Values.Where(value => value.Value.All.Any(part => part.Rental == rental)))
        {
            left = left.With(value.Key, value.Value.Select(rental, static _ => Value.Unknown));
            if (value.Key.Kind != SlotKind.Local)
            {
                Outlive(state, value.Value, events);
            }
        }

        return left.With(rental, null);
    }

    /// <summary>A place that outlives the method keeps the value.</summary>
    internal static void Outlive(PathState state, Value kept, FlowEvents events)
    {
        if (kept.Contents is not null)
        {
            foreach (Value part in kept.All)
            {
                Outlive(state, part with { At = kept.At }, events);
            }

            return;
        }

        if (kept is { Kind: ValueKind.Handle, Rental: { } lease, At: { } handedOut })
        {
            if (state[lease] is not { Status: LeaseStatus.Returned } ended)
            {
                events.HandedOutAlive(lease, handedOut);
            }
            else if (!ended.HasTold(Told.Use))
            {
                events.HandedOutDead(lease, ended, handedOut);
            }

            return;
        }

        if (kept is { Rental: { } rental, At: { } place } && state[rental] is { Status: LeaseStatus.Returned } returned && !returned.HasTold(Told.Use))
        {
            events.Outlived(rental, returned, place);
        }
    }
}
