using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <content>Giving back what lies idle.</content>
internal sealed partial class Shelf
{
    /// <summary>Drops what is idle, after a look at what is in quarantine.</summary>
    /// <param name="found">Gets what is to be told.</param>
    /// <param name="most">How many buffers to drop.</param>
    internal void Trim(ref List<MisuseReport>? found, int most = int.MaxValue)
    {
        using (_gate.Hold())
        {
            if (_idle.Count < most)
            {
                Release(0, ref found);
            }

            for (int dropped = 0; dropped < most && _idle is [.., TrackedBuffer last]; dropped++)
            {
                IsIntact(last, ref found);
                RemoveLastIdle();
                Drop(last, ref _trimmed);
            }
        }
    }

    /// <summary>One step of the tide: drops what has been back for as long as nothing is to be kept.</summary>
    /// <param name="shareAt">By the number of steps for which a buffer has been back, the share of such buffers that goes now. Here they are few,
    /// so one goes when all of them do.</param>
    /// <param name="found">Gets what is to be told.</param>
    /// <returns>False when there are no buffers, idle or out, so that nothing can become idle.</returns>
    internal bool Decay(ReadOnlySpan<double> shareAt, ref List<MisuseReport>? found)
    {
        // A clock of somebody's own rang when it was asked how old what was found is, in the middle of other work here.
        if (_gate.IsHeldByCurrentThread)
        {
            return true;
        }

        using (_gate.Hold())
        {
            while (_quarantine.TryPeek(out TrackedBuffer? oldest) && IsDue(oldest, shareAt))
            {
                IsIntact(oldest, ref found);
                Drop(_quarantine.Dequeue(), ref _trimmed);
            }

            while (_idle is [TrackedBuffer oldest, ..] && IsDue(oldest, shareAt))
            {
                IsIntact(oldest, ref found);
                _idle.RemoveAt(0);
                Drop(oldest, ref _trimmed);
            }

            foreach (TrackedBuffer buffer in _quarantine)
            {
                buffer.IdleSteps++;
            }

            foreach (TrackedBuffer buffer in _idle)
            {
                buffer.IdleSteps++;
            }

            return Live > 0;
        }
    }

    /// <summary>Keeps nothing from now on.</summary>
    internal void Close(ref List<MisuseReport>? found)
    {
        using (_gate.Hold())
        {
            _maxIdle = 0;
        }

        Trim(ref found);
    }

    private static bool IsDue(TrackedBuffer buffer, ReadOnlySpan<double> shareAt) => shareAt[Math.Min(buffer.IdleSteps, shareAt.Length - 1)] >= 1;
}
