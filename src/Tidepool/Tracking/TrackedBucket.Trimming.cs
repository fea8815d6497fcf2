using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <content>Dropping idle buffers.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>Drops idle buffers; if these are too few, inspects and drops those in quarantine as well.</summary>
    /// <param name="most">The most buffers to drop.</param>
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

    /// <summary>One step of the decay: drops the buffers that have been back for too long.</summary>
    /// <param name="shareAt">The share to drop now of the buffers that have been back for as many steps as the index says. There are few buffers here,
    /// so one is dropped only when that share is all of them.</param>
    /// <returns>False if there are no buffers, idle or out, so that nothing can become idle.</returns>
    internal bool Decay(ReadOnlySpan<double> shareAt)
    {
        // The application's own clock fired its timer while it was being read for a report, in the middle of other work here.
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

    /// <summary>Drops all idle buffers, and from now on every buffer that comes back.</summary>
    internal void Close()
    {
        using (_gate.Hold())
        {
            _isClosed = true;
            _maxIdle = 0;
        }

        Trim();
    }

    /// <summary>Changes the cap. Idle buffers beyond a lower cap are dropped, after an inspection of those that leave quarantine.</summary>
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
