namespace Tidepool.Slots;

/// <summary>For how long the slots on a shared stack have been idle, without a look at any of them.</summary>
/// <remarks>
/// The stack hands out the slot that came last, so the ones at its bottom have been idle longest. Each mark is the fewest slots that lay on the stack during
/// one step of the decay, and as many slots as the least of the last n marks have been idle for n steps. So a step costs the same however many slots are idle.
/// </remarks>
internal sealed class LowWaterMarks
{
    /// <summary>For how many steps marks are kept: a power of two, no fewer than the decay clock has steps.</summary>
    private const int Most = 32;

    /// <summary>The latest first.</summary>
    private readonly int[] _marks = new int[Most];

    private DecayDue _due;

    /// <summary>Takes a step.</summary>
    /// <param name="lowest">The fewest slots that lay on the stack since the last step.</param>
    /// <param name="shareAt">The share to drop now of the slots that have been idle for as many steps as the index says: 0 to 1.</param>
    /// <returns>How many slots are to be dropped.</returns>
    internal int Step(int lowest, ReadOnlySpan<double> shareAt)
    {
        Array.Copy(_marks, 0, _marks, 1, Most - 1);
        _marks[0] = lowest;
        int idle = lowest;
        for (int steps = 0; idle > 0; steps++)
        {
            int idleLonger = steps + 1 < Most ? Math.Min(idle, _marks[steps + 1]) : 0;
            _due.Add(idle - idleLonger, shareAt[Math.Min(steps, shareAt.Length - 1)]);
            idle = idleLonger;
        }

        return _due.Take();
    }

    /// <summary>Lowers the marks by the number of slots that were dropped from the stack.</summary>
    internal void NoteDropped(int dropped)
    {
        foreach (ref int mark in _marks.AsSpan())
        {
            mark = Math.Max(0, mark - dropped);
        }
    }
}
