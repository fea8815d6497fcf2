using System.Runtime.InteropServices;
using Tidepool.Diagnosis;

namespace Tidepool.Engines;

/// <summary>Notifies an engine of each full collection, for as long as the engine is alive.</summary>
/// <remarks>
/// Nothing refers to this object, so a collection finalizes it, and its finalizer registers it again. It is soon in generation 2, so that from
/// then on only full collections finalize it. The engine is held by a weak handle, not by a <see cref="WeakReference{T}"/>, which would be
/// finalized together with this object.
/// </remarks>
internal sealed class CollectionWatch
{
    private WeakGCHandle<PoolEngine> _engine;

    /// <summary>The number of full collections in this process when this object last looked.</summary>
    private int _collections = GC.CollectionCount(GC.MaxGeneration);

    private CollectionWatch(PoolEngine engine) => _engine = new WeakGCHandle<PoolEngine>(engine);

    ~CollectionWatch()
    {
        if (!_engine.IsAllocated)
        {
            // The constructor had no memory for the handle.
            return;
        }

        if (!_engine.TryGetTarget(out PoolEngine? engine))
        {
            _engine.Dispose();
            return;
        }

        GC.ReRegisterForFinalize(this);
        int collections = GC.CollectionCount(GC.MaxGeneration);
        if (collections != _collections)
        {
            _collections = collections;
            LookUnattended(engine);
        }
    }

    internal static void Start(PoolEngine engine) => _ = new CollectionWatch(engine);

    private static void LookUnattended(PoolEngine engine)
    {
        try
        {
            engine.OnFullCollection();
        }
#pragma warning disable CA1031 // An exception on the finalizer thread would end the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("checking a pool for dropped leases failed; the check is retried after the next full collection", failure);
        }
    }
}
