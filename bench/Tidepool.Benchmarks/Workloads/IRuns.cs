using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>The patterns compiled for one peer in which a buffer lives within one method, so that its lease may be a ref struct.</summary>
internal interface IScopedRuns
{
    /// <summary>Proves that the peer lends usable, distinct buffers.</summary>
    /// <exception cref="BenchmarkException">A buffer is too short, or two leases held at once share one.</exception>
    public void Check(Peer peer);

    public Run Pair(int size);

    public Run Using(int size);
}

/// <summary>All patterns compiled for one peer. Each method says what its pattern is; its numbers come from the catalogues.</summary>
internal interface IRuns : IScopedRuns
{
    public Run Held(int size, int others);

    public Run Alive(int size, int pools);

    public Run PoolsInTurn(int size, int pools);

    public Run Mixed(int[] sizes);

    public Run Nested(int size, int depth, bool firstInFirstOut);

    public Run Threads(int size, int threads);

    public Run Handoff(int size, int others, int ringSize, bool rentsHere);

    public Run BareRing(int size, int ringSize);

    public Run ShuffledHandoff(int size, int ringSize);

    public Run Hop(int size, int tasks);

    public Run Larson(int threads, int slots, int[] sizes, bool asTasks);

    public Run Xmalloc(int threads, int batch, int mostQueued, int[] sizes);

    public Run Cache(int threads, int size, int writes, bool startsShared);

    public Run SmartHeap(int threads, int series, int[] sizes, bool migrates);

    public Run Stress(int threads, int transferSlots, int[] sizes);

    public Run Realistic(int threads, int slots, int[] sizes);

    public Run Large(int live, int[] sizes);

    public Run ThreadChurn(int size, int depth);

    public Run Messages(int producers, int proxies, int consumers, int mostBatch, int[] sizes);

    public Run TimedReplacement(int threads, int slots, int[] sizes);

    public Task FlowsAsync(Session session, int flows, int[] sizes, bool listens);

    public void Burst(Session session, int count, int size);

    public void Surplus(Session session, int most, int inFlight, int size, bool handedOff);

    public void Idle(Session session, int threads, int size, bool end);

    public void RentedCost(Session session, int count, int size);

    public void IdleCost(Session session, int count, int size);
}
