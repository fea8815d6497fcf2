namespace Tidepool.Engines;

/// <summary>Waiters that have left the line and are to be completed, in their order, linked by <see cref="Waiter.Next"/>, so that nothing is allocated.</summary>
internal struct SettledWaiters
{
    private Waiter? _first;
    private Waiter? _last;

    internal void Add(Waiter waiter)
    {
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
    }

    internal Waiter? TakeFirst()
    {
        Waiter? first = _first;
        if (first is not null)
        {
            _first = first.Next;
            first.Next = null;
        }

        return first;
    }
}
