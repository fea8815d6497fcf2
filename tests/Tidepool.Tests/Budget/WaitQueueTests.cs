using Tidepool.Diagnosis;
using Tidepool.Slots;
using Tidepool.Tests.Concurrency;
using Tidepool.Waiting;

namespace Tidepool.Tests.Budget;

/// <summary>How the queue handles misuse that is found while it serves.</summary>
[Trait("Requirement", "B2")]
[Trait("Requirement", "B5")]
public sealed class WaitQueueTests : IDisposable, WaitQueue.IServer
{
    /// <summary>Measures nothing: it only turns a hang into a failure.</summary>
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(30);

    private readonly List<string> _events = [];
    private readonly Queue<(Slot? Slot, bool HasFound)> _outcomes = [];
    private readonly BytePool _pool = new(16, 4_096, 8);
    private readonly WaitQueue _queue;
    private readonly Accounting.Budget _budget = new(limit: null);
    private bool _callbackThrows;
    private int _failuresLeft;

    private int _preparations;

    public WaitQueueTests() =>
        _queue = new WaitQueue(this, new PoolContext { Budget = _budget, Reporter = new MisuseReporter(_ => _events.Add("reported unattended")) });

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task Misuse_FoundForTheFirst_IsToldOutsideTheLock()
    {
        Task<Slot> waiting = Wait();
        Slot slot = RentSlot();
        _outcomes.Enqueue((slot, true));
        _queue.Serve();

        Assert.Equal(["reported, the queue is unlocked"], _events);
        Assert.Same(slot, await waiting);
    }

    [Fact]
    public async Task Misuse_FoundInVain_IsToldWithoutFailingAnybody()
    {
        Task<Slot> waiting = Wait();
        _outcomes.Enqueue((null, true));
        _queue.Serve();
        Assert.Equal(["reported unattended"], _events);
        Assert.False(waiting.IsCompleted);

        Slot slot = RentSlot();
        _outcomes.Enqueue((slot, false));
        _queue.Serve();
        Assert.Same(slot, await waiting);
    }

    [Fact]
    public async Task CallbackThatThrows_FailsTheOneItWasFoundFor_AndTheNextIsServed()
    {
        Task<Slot> first = Wait();
        Task<Slot> second = Wait();
        Slot slot = RentSlot();
        _outcomes.Enqueue((RentSlot(), true));
        _outcomes.Enqueue((slot, false));
        _callbackThrows = true;
        _queue.Serve();

        await Assert.ThrowsAsync<NotSupportedException>(() => first);
        Assert.Same(slot, await second);
        Assert.Equal(0, _budget.Waiting);
    }

    /// <summary>Releasing what is idle in other pools may be enough.</summary>
    [Fact]
    [Trait("Requirement", "N3")]
    public async Task NoMemory_IsReleasedOutsideTheLock_AndTheSecondTimeIsFinal()
    {
        Task<Slot> first = Wait();
        Slot slot = RentSlot();
        _outcomes.Enqueue((slot, false));
        _failuresLeft = 1;
        _queue.Serve();
        Assert.Equal(["released, the queue is unlocked"], _events);
        Assert.Same(slot, await first);

        Task<Slot> second = Wait();
        _failuresLeft = 2;
        _queue.Serve();
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => second);
        Assert.Equal((0, 0), (_failuresLeft, _budget.Waiting));
    }

    [Fact]
    public async Task InterruptedThread_ServesAllTheSame()
    {
        Task<Slot>[] waiting = [Wait(), Wait()];
        Slot[] slots = [RentSlot(), RentSlot()];
        Array.ForEach(slots, slot => _outcomes.Enqueue((slot, false)));
        Interruption.During(_queue.Serve, Interruption.LockOf(_queue));
        Assert.Equal(slots, await Task.WhenAll(waiting).WaitAsync(s_watchdog, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task InterruptedThread_JoinsAndEndsTheQueueAllTheSame()
    {
        Task<Slot> waiting = null!;
        Interruption.During(() => waiting = Wait(), Interruption.LockOf(_queue));
        Assert.Equal(1, _budget.Waiting);
        Interruption.During(_queue.Close, Interruption.LockOf(_queue));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(s_watchdog, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait("Requirement", "N2")]
    public async Task Waiters_ManyTimes_PrepareThePoolOnce()
    {
        for (int round = 0; round < 3; round++)
        {
            Task<Slot>[] waiting = [.. Enumerable.Range(0, 300).Select(_ => Wait())];
            Assert.Equal(waiting.Length, _budget.Waiting);
            Slot[] slots = [.. waiting.Select(_ => RentSlot())];
            Array.ForEach(slots, slot => _outcomes.Enqueue((slot, false)));
            _queue.Serve();
            Assert.Equal(slots, await Task.WhenAll(waiting));
        }

        Assert.Equal((900, 1), (_queue.Total, _preparations));
    }

    private Task<Slot> Wait() => _queue.WaitAsync(1_000, CancellationToken.None).AsTask();

    private Slot RentSlot() => _pool.Rent(1_000).Slot!;

    void WaitQueue.IServer.PrepareForWaiters()
    {
        Assert.Equal(1, _budget.Waiting);
        _preparations++;
    }

    void WaitQueue.IServer.ReleaseMemory()
    {
        Assert.False(Interruption.LockOf(_queue).IsHeldByCurrentThread);
        _events.Add("released, the queue is unlocked");
    }

    Slot? WaitQueue.IServer.TryRentForWaiter(int size)
    {
        if (_failuresLeft > 0)
        {
            _failuresLeft--;
            throw new InsufficientMemoryException();
        }

        if (!_outcomes.TryDequeue(out (Slot? Slot, bool HasFound) outcome))
        {
            return null;
        }

        if (outcome.HasFound)
        {
            Findings.Add(new MisuseReport(MisuseKind.WrittenAfterReturn, poolName: null, bucketSize: 1_024, size));
        }

        return outcome.Slot;
    }

    /// <summary>Another thread can serve while a callback runs: if the queue were locked, it would wait for ever.</summary>
    void WaitQueue.IServer.ReportOn(Slot? slot, List<MisuseReport>? found)
    {
        if (found is null)
        {
            return;
        }

        OtherThread.Run(_queue.Serve);
        _events.Add("reported, the queue is unlocked");
        if (_callbackThrows)
        {
            throw new NotSupportedException("from the callback");
        }
    }
}
