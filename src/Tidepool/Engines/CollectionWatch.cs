namespace Tidepool.Engines;

/// <summary>Tells an engine of each full collection, for as long as the engine is alive.</summary>
/// <remarks>Nothing refers to this object, so each collection of its generation finalizes it; it then registers itself anew. It soon lives in
/// generation 2, so from then on only full collections do.</remarks>
internal sealed class CollectionWatch
{
    private readonly WeakReference<PoolEngine> _engine;

    private CollectionWatch(PoolEngine engine) => _engine = new WeakReference<PoolEngine>(engine);

    ~CollectionWatch()
    {
        if (_engine.TryGetTarget(out PoolEngine? engine))
        {
            GC.ReRegisterForFinalize(this);
            engine.OnFullCollection();
        }
    }

    internal static void Start(PoolEngine engine) => _ = new CollectionWatch(engine);
}
