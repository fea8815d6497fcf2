using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>Takes snapshots of the pools at regular intervals while there are listeners, which all share them, and remembers a history. Without listeners
/// nothing runs.</summary>
/// <remarks>The history stays when the last listener leaves, so that a reloaded page has its charts again; the time without listeners is a gap in
/// them.</remarks>
internal sealed class UpdateFeed(PoolObserver observer, TidepoolPageOptions options, TimeProvider time, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Listener> _listeners = [];
    private readonly Queue<HistoryPoint> _history = new();

    /// <summary>The last update, for rates; null without listeners.</summary>
    private PageSnapshot? _last;

    /// <summary>What the page shows now, with the history.</summary>
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

    /// <summary>Adds a listener.</summary>
    /// <returns>The listener, for the caller to dispose; null if there are too many already.</returns>
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

    /// <summary>Runs until there are no listeners, or the application stops.</summary>
    private async Task RunAsync()
    {
        // The rest must not run under the lock of the caller that starts it.
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
#pragma warning disable CA1031 // Whatever it is, it fails each listener's request, which is logged.
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

    /// <returns>False if there are no listeners any more.</returns>
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

    /// <summary>One client. If it can't keep up, it misses updates.</summary>
    internal sealed class Listener(UpdateFeed feed) : IDisposable
    {
        private readonly Channel<string> _updates =
            Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        /// <summary>Snapshots as JSON: first one with the history, then each update. Ends when the application stops.</summary>
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
