using System.Diagnostics;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <content>Reports of misuse.</content>
internal sealed partial class TrackedBucket
{
    /// <summary>Reports the leases that are still out, since the pool is being disposed.</summary>
    internal void ReportOutstanding()
    {
        foreach (TrackedSlot slot in GetOutstanding())
        {
            Findings.Add(ReportOf(slot.Buffer, MisuseKind.OutAtDisposal, damage: null));
        }
    }

    /// <summary>Reports the use of a stale lease, and makes the exception to throw.</summary>
    internal BufferAlreadyReturnedException StaleError(TrackedSlot slot, MisuseKind kind)
    {
        MisuseReport report = ReportOf(slot.Length, kind, damage: null, slot.Rented, slot.Returned, new StackTrace(fNeedFileInfo: false));
        _pool.Reporter.Report(report);
        return new BufferAlreadyReturnedException(report.ToString());
    }

    private MisuseReport? OverrunOf(TrackedBuffer buffer, Damage? damage)
    {
        if (damage is null)
        {
            return null;
        }

        MisuseReport report = ReportOf(buffer, MisuseKind.Overrun, damage);
        Findings.Add(report);
        return report;
    }

    private MisuseReport ReportOf(TrackedBuffer buffer, MisuseKind kind, Damage? damage) =>
        ReportOf(buffer.Length, kind, damage, buffer.Rented, buffer.Returned);

    private MisuseReport ReportOf(int length, MisuseKind kind, Damage? damage, RentTrace? rented, RentTrace? returned, StackTrace? misused = null) =>
        new(kind, _pool.Name, Identity.BufferSize, length)
        {
            Damage = damage,
            RentStack = rented?.Stack,
            ReturnStack = returned?.Stack,
            MisuseStack = misused,
            RentThreadId = rented?.ThreadId,
            Tag = rented?.Tag,
            ReturnThreadId = returned?.ThreadId,
            Age = rented is null ? null : PoolClock.Since(_pool.Time, rented.RentedAt),
        };
}
