namespace Tidepool.Benchmarks.Measurement;

/// <summary>A run whose chunks are done one after another by the calling thread.</summary>
internal abstract class SingleThreadRun : Run
{
    public sealed override void Execute(int chunks)
    {
        for (int i = 0; i < chunks; i++)
        {
            Chunk();
        }
    }

    /// <summary>The measured loop. Being virtual it is never inlined into <see cref="Execute"/>.</summary>
    protected abstract void Chunk();
}
