using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>Looks at the pools at regular times while somebody listens, once for all who do, and remembers what it saw.
/// While nobody listens nothing runs.</summary>
/// <remarks>What it remembers stays when the last listener goes, so that a page that is loaded anew has its charts again;
/// the time without listeners is a gap in them.</remarks>
internal sealed class UpdateFeed(PoolObserver observer, TidepoolPageOptions options, TimeProvider time, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Listener> _listeners = [];
    private readonly Queue<HistoryPoint> _history = new();

    /// <summary>The last update, for rates; null while nobody listens.</summary>
    private PageSnapshot? _last;

    /// <summary>What the page shows now, with what was seen before.</summary>
    internal PageSnapshot Now()
    {
        PageSnapshot? last;
        IReadOnlyList<HistoryPoint> history;
        lock (_gate)
        {
            last = _last;
            history = [.. _history];
        }

        return observer.Observe(last) with { History = history };
    }

    /// <summary>Begins to listen.</summary>
    /// <returns>To be disposed; null when too many listen already.</returns>
    internal Listener? TryListen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= options.MaxListeners)
            {
                return null;
            }

            if (_last is null)
            {
                _last = observer.Observe(previous: null);
                _ = RunAsync();
            }

            Listener listener = new(this);
            _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Runs until nobody listens, or the application stops.</summary>
    private async Task RunAsync()
    {
        // What follows must not run under the lock of the one who starts it.
        await Task.Yield();
        try
        {
            using PeriodicTimer timer = new(options.UpdateInterval, time);
            while (await timer.WaitForNextTickAsync(stopping) && TryUpdate())
            {
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            End(error: null);
        }
#pragma warning disable CA1031 // Whatever it is, each listener's request fails with it, and is logged.
        catch (Exception error)
#pragma warning restore CA1031
        {
            End(error);
        }
    }

    private void End(Exception? error)
    {
        lock (_gate)
        {
            _last = null;
            foreach (Listener listener in _listeners)
            {
                listener.Complete(error);
            }
        }
    }

    /// <returns>False when nobody listens any more.</returns>
    private bool TryUpdate()
    {
        lock (_gate)
        {
            if (_listeners.Count == 0)
            {
                _last = null;
                return false;
            }

            _last = observer.Observe(_last);
            _history.Enqueue(HistoryPoint.Of(_last));
            while (_history.Count > options.HistoryLength)
            {
                _history.Dequeue();
            }

            string update = ToJson(_last);
            foreach (Listener listener in _listeners)
            {
                listener.Post(update);
            }

            return true;
        }
    }

    private static string ToJson(PageSnapshot snapshot) => JsonSerializer.Serialize(snapshot, PageJson.Default.PageSnapshot);

    /// <summary>Somebody who looks. Who can't keep up misses updates.</summary>
    internal sealed class Listener(UpdateFeed feed) : IDisposable
    {
        private readonly Channel<string> _updates = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        /// <summary>Snapshots as JSON: at once one with the history, then each update. Ends when the application stops.</summary>
        internal async IAsyncEnumerable<string> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return ToJson(feed.Now());
            await foreach (string update in _updates.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }

        public void Dispose()
        {
            lock (feed._gate)
            {
                feed._listeners.Remove(this);
            }
        }

        internal void Post(string update) => _updates.Writer.TryWrite(update);

        internal void Complete(Exception? error) => _updates.Writer.TryComplete(error);
    }
}
