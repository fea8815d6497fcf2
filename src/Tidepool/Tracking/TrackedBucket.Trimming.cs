using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <content>Giving back what lies idle.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>Drops what is idle, after a look at what is in quarantine.</summary>
    /// <param name="most">How many buffers to drop.</param>
    internal void Trim(int most = int.MaxValue)
    {
        using (_gate.Hold())
        {
            if (_idle.Count < most)
            {
                Release(0);
            }

            for (int dropped = 0; dropped < most && _idle is [.., TrackedBuffer last]; dropped++)
            {
                IsIntact(last);
                RemoveLastIdle();
                Drop(last, ref _trimmed);
            }
        }
    }

    /// <summary>One step of the decay: drops what has been back for as long as nothing is to be kept.</summary>
    /// <param name="shareAt">By the number of steps for which a buffer has been back, the share of such buffers that goes now. Here they are few,
    /// so one goes when all of them do.</param>
    /// <returns>False when there are no buffers, idle or out, so that nothing can become idle.</returns>
    internal bool Decay(ReadOnlySpan<double> shareAt)
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
                IsIntact(oldest);
                Drop(_quarantine.Dequeue(), ref _trimmed);
            }

            while (_idle is [TrackedBuffer oldest, ..] && IsDue(oldest, shareAt))
            {
                IsIntact(oldest);
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
    internal void Close()
    {
        using (_gate.Hold())
        {
            _isClosed = true;
            _maxIdle = 0;
        }

        Trim();
    }

    /// <summary>Changes the cap, and drops what is idle beyond a lower one, after a look at what leaves quarantine for it.</summary>
    /// <inheritdoc cref="Bucket.ChangeMaxIdle" path="/param"/>
    internal void ChangeMaxIdle(Func<int, int> maxIdleOf)
    {
        using (_gate.Hold())
        {
            if (_isClosed)
            {
                return;
            }

            _maxIdle = maxIdleOf(Identity.BufferSize);
            while (_idle.Count + _quarantine.Count > _maxIdle && _idle is [.., TrackedBuffer last])
            {
                IsIntact(last);
                RemoveLastIdle();
                Drop(last, ref _trimmed);
            }

            while (_quarantine.Count > _maxIdle)
            {
                IsIntact(_quarantine.Peek());
                Drop(_quarantine.Dequeue(), ref _trimmed);
            }
        }
    }

    private static bool IsDue(TrackedBuffer buffer, ReadOnlySpan<double> shareAt) => shareAt[Math.Min(buffer.IdleSteps, shareAt.Length - 1)] >= 1;
}
