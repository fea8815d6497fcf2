using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>The steps of a rental's life.</summary>
internal sealed partial class Transfer
{
    private Value Rent(IOperation rent, RentalKind kind, LeaseStatus status = LeaseStatus.Held)
    {
        Rental rental = _rentals.At(rent, kind);
        _state = Lifetimes.Age(_state, rental, _events).With(rental, new LeaseState(status, rent));
        return new Value(ValueKind.Handle, rental);
    }

    /// <summary>A variable or field is found to hold a lease or array that came from elsewhere.</summary>
    private Value Receive(Slot slot, ISymbol place, ITypeSymbol type, IOperation operation)
    {
        RentalKind kind = _types.IsOwner(type) ? RentalKind.Owner : IsArrayOfBytes(type) ? RentalKind.ByteArray : RentalKind.Foreign;
        Rental rental = _rentals.Of(place, kind, type.IsReferenceType || slot.Kind == SlotKind.Field, operation.Syntax);
        Value value = new(ValueKind.Handle, rental);
        _state = Lifetimes.Age(_state, rental, _events).With(rental, new LeaseState(LeaseStatus.Escaped, null)).With(slot, value);
        return value;
    }

    /// <summary>An allocator takes a buffer.</summary>
    private Value Allocate(Rental rental, IOperation by)
    {
        LeaseState? before = _state[rental];
        bool isOwn = before is { Status: not LeaseStatus.Escaped } && rental.Kind == RentalKind.Lease;
        if (before is { Status: LeaseStatus.Returned } returned && rental.Earlier is { } earlier)
        {
            // From here on the allocator holds another buffer; existing bytes are still those of the one before.
            _state = _state.With(earlier, returned);
            foreach (KeyValuePair<Slot, Value> value in _state.Values)
            {
                _state = _state.With(value.Key, value.Value.Select(rental, part => part.Kind == ValueKind.View ? part with { Rental = earlier } : part));
            }
        }

        _state = _state.With(rental, new LeaseState(isOwn ? LeaseStatus.Held : LeaseStatus.Escaped, by));
        return new Value(ValueKind.View, rental);
    }

    /// <summary>A lease ends because an owner takes over its buffer; the bytes are the owner's from here on.</summary>
    private Value HandOn(Rental rental, IOperation by)
    {
        Value owner = Rent(by, RentalKind.Owner);
        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            Value moved = value.Value.Select(rental, part => part.Kind is ValueKind.View or ValueKind.Work ? part with { Rental = owner.Rental } : part);
            _state = _state.With(value.Key, moved);
        }

        if (_state[rental] is { Status: not LeaseStatus.Returned } state)
        {
            TellSettled(rental, state);
            _state = _state.With(rental, new LeaseState(LeaseStatus.Returned, by));
        }

        return owner;
    }

    private void GiveBack(Rental rental, IOperation by, bool isStrict)
    {
        LeaseState state = _state[rental] ?? default;
        switch (state.Status)
        {
            case LeaseStatus.Idle:
                break;
            case LeaseStatus.Returned:
                if (isStrict && !state.HasTold(Told.Return))
                {
                    _events.ReturnedAgain(rental, state, by);
                    _state = _state.With(rental, state.With(Told.Return));
                }

                break;
            default:
                TellSettled(rental, state);
                _state = _state.With(rental, new LeaseState(LeaseStatus.Returned, by));
                TellUnawaited(rental);
                break;
        }
    }

    /// <summary>Other code receives the value too, and may return it.</summary>
    private void HandOver(Value value)
    {
        if (value.Contents is { } contents)
        {
            foreach ((_, Value part) in contents.Parts)
            {
                HandOver(part);
            }
        }
        else if (value is { Kind: ValueKind.Handle or ValueKind.View, Rental: { } rental }
            && (value.Kind == ValueKind.Handle || rental.IsArray)
            && _state[rental] is { Status: LeaseStatus.Held or LeaseStatus.Idle } state)
        {
            TellSettled(rental, state);
            _state = _state.With(rental, state with { Status = LeaseStatus.Escaped });
        }
    }

    private void UseView(Value value, IOperation operation)
    {
        if (value is { Kind: ValueKind.View, Rental: { } rental })
        {
            UseHandle(rental, operation);
        }
    }

    /// <summary>All bytes that a value is or contains are read.</summary>
    private void UseAll(Value value, IOperation use)
    {
        UseArray(value, use);
        foreach (Value part in value.All)
        {
            UseView(part, use);
        }
    }

    private void UseHandle(Rental rental, IOperation use)
    {
        if (_state[rental] is { Status: LeaseStatus.Returned } state && !state.HasTold(Told.Use) && rental.Kind != RentalKind.Array)
        {
            _events.Used(rental, state, use);
            _state = _state.With(rental, state.With(Told.Use));
        }
    }

    /// <summary>Work that no code waits for goes on using the bytes of a returned rental.</summary>
    private void TellUnawaited(Rental rental)
    {
        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            if (value.Key.Kind == SlotKind.Begun && value.Value is { At: { } begun } && value.Value.Rental == rental)
            {
                _events.Unawaited(rental, _state[rental] ?? default, begun);
                _state = _state.With(value.Key, Value.Unknown);
            }
        }
    }

    private void TellSettled(Rental rental, LeaseState state)
    {
        if (state.Doubt is not null)
        {
            _events.SettledInDoubt(rental);
        }
    }

    private void TellReplaced(Slot slot, Value value, IOperation by)
    {
        if (_state[slot].Handle is { IsArray: true } rental
            && value.Handle != rental
            && _state[rental] is { Status: LeaseStatus.Held } state
            && !_state.With(slot, Value.Unknown).HasHandle(rental))
        {
            _events.Replaced(rental, by);
            _state = _state.With(rental, state with { Status = LeaseStatus.Escaped });
        }
    }
}
