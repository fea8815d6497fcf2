using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Tidepool.Tool.Analysis;

/// <summary>Collects pauses, heap sizes and the callers of induced collections from the runtime's events.</summary>
internal sealed class CollectionListener(CallSites sites)
{
    private const int FullGeneration = 2;

    private double _suspendedAt = double.NaN;

    /// <summary>The collection that began in the current pause; null if none has begun.</summary>
    private Collection? _current;

    /// <summary>The running background collection. It pauses once more at its end, when others may have begun since.</summary>
    private Collection? _background;

    /// <summary>The last collection that began, for pauses in which none began.</summary>
    private Collection _last = new(0, 0, Pause.FromBefore);

    /// <summary>Generation of the last collection that ended. The heap size is reported after it.</summary>
    private int _ended;

    /// <summary>Whether that collection ran in the background.</summary>
    private bool _endedInBackground;

    internal List<Pause> Pauses { get; } = [];

    internal List<HeapReading> Heap { get; } = [];

    internal List<CallSite> InducedBy { get; } = [];

    /// <summary>Whether the program uses the server collector, which adapts its budgets to the program.</summary>
    internal bool IsServer { get; private set; }

    internal void Listen(ClrTraceEventParser runtime, ClrRundownTraceEventParser rundown)
    {
        runtime.GCGlobalHeapHistory += data => IsServer |= data.NumHeaps > 1;
        rundown.RuntimeStart += data => IsServer |= (data.StartupFlags & StartupFlags.SERVER_GC) != 0;
        runtime.GCSuspendEEStart += data =>
        {
            if (data.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep)
            {
                _suspendedAt = data.TimeStampRelativeMSec;
                _current = null;
            }
        };
        runtime.GCStart += data =>
        {
            _current = _last = new Collection(data.Count, data.Depth, data.Reason.ToString());
            if (data.Type == GCType.BackgroundGC)
            {
                _background = _current;
            }
        };
        runtime.GCStop += data =>
        {
            _ended = data.Depth;
            _endedInBackground = data.Count == _background?.Number;
            if (_endedInBackground)
            {
                _background = null;
            }
        };
        runtime.GCRestartEEStop += data =>
        {
            if (!double.IsNaN(_suspendedAt))
            {
                Collection collection = _current ?? _background ?? _last;
                Pauses.Add(new Pause(_suspendedAt, data.TimeStampRelativeMSec - _suspendedAt, collection.Generation, collection.Reason));
                _suspendedAt = double.NaN;
                _current = null;
            }
        };
        runtime.GCHeapStats += data => Heap.Add(ReadingOf(data));
        runtime.GCTriggered += data =>
        {
            if (GcCauses.Of(data.Reason.ToString()) == GcCause.Induced
                && sites.Of(data.CallStack(), Happening.Collection).Site is var site && site != CallSite.Unknown)
            {
                InducedBy.Add(site);
            }
        };
    }

    /// <summary>A background collection reports the young survivors of the collection before it once more, so they are left out.</summary>
    private HeapReading ReadingOf(GCHeapStatsTraceData data) => new(
        data.TimeStampRelativeMSec, _ended,
        data.GenerationSize0 + data.GenerationSize1 + data.GenerationSize2 + data.GenerationSize3 + data.GenerationSize4)
    {
        SurvivedYoung = _endedInBackground ? 0 : data.TotalPromotedSize0,
        BecameOld = _endedInBackground ? 0 : data.TotalPromotedSize1,
        Finalizable = data.FinalizationPromotedCount,
        PinnedObjects = data.PinnedObjectCount,
        SurvivedLarge = _ended < FullGeneration ? 0 : data.TotalPromotedSize3 + data.TotalPromotedSize4,
    };

    private sealed record Collection(int Number, int Generation, string Reason);
}
