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

    /// <summary>The measured loop. Every override must forbid inlining.</summary>
    /// <remarks>
    /// Being virtual is not enough: the JIT guesses the commonest override from the profile and inlines it into <see cref="Execute"/>. That one
    /// peer would then run other code than its rivals, and which peer it is changes from one process to the next.
    /// </remarks>
    protected abstract void Chunk();
}
