namespace Tidepool.Slots;

/// <summary>How many idle buffers a step of the decay drops: a share of those of each age. The fraction of a buffer that is left over adds to the next step.
/// </summary>
internal struct DecayDue
{
    private double _due;
    private int _idle;
    private int _expired;

    /// <summary>Adds idle buffers of one age.</summary>
    /// <param name="buffers">How many there are.</param>
    /// <param name="share">The share of them to drop now: 0 to 1.</param>
    internal void Add(int buffers, double share)
    {
        _due += share * buffers;
        _idle += buffers;
        _expired += share >= 1 ? buffers : 0;
    }

    /// <summary>Ends the step.</summary>
    /// <returns>How many of the buffers that were added are to be dropped.</returns>
    internal int Take()
    {
        int due = Math.Min(_idle, Math.Max((int)_due, _expired));
        _due = due == _idle ? 0 : Math.Max(0, _due - due);
        _idle = 0;
        _expired = 0;
        return due;
    }
}
