using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.TestProgram.Faults;

/// <summary>A pool used in all ways while any call may run out of memory: the counts must still add up, and the pool must keep serving.</summary>
internal sealed class FaultScenario
{
    private const int MaxSize = 16 * 1024;

    /// <summary>A thread's table of residents grows at 8, and is full at 64.</summary>
    private const int Many = 70;

    /// <summary>After this many rents in a row, a thread that works alone has residents.</summary>
    private const int Alone = 1_100;

    private readonly AllocationFaults _faults;
    private readonly ManualClock _clock = new();
    private readonly BytePoolOptions _options;
    private readonly List<ByteLease> _held = new(2 * Many);
    private readonly List<MisuseReport> _reports = new(2 * Many);

    private int _dropped;

    internal FaultScenario(string setting, AllocationFaults faults)
    {
        _faults = faults;
        _options = new BytePoolOptions
        {
            Name = setting,
            MaxSize = MaxSize,
            MaxBuffersPerBucket = Many / 2,
            QuarantineLength = 4,
            LeakSamplingInterval = 2,
            TimeProvider = _clock,
            MaxTotalBytes = 8 * 1024 * 1024,
            Mode = Enum.TryParse(setting, out PoolMode mode) ? mode : PoolMode.Standard,
            SampledMode = setting == "sampled" ? PoolMode.Checked : PoolMode.Standard,
            SampledModeInterval = 2,
            ClearOnReturn = setting == "clearing",
            OnMisuse = _reports.Add,
        };
    }

    /// <summary>The first fault found, or null.</summary>
    internal string? Fault { get; private set; }

    /// <summary>The number of leases that a failing call neither handed out nor took back: the collector found them.</summary>
    internal long Lost { get; private set; }

    internal void Run()
    {
        BytePool? pool = null;
        Try("create", () => pool = new BytePool(_options));
        if (pool is null)
        {
            return;
        }

        using (pool)
        {
            UseLeases(pool);
            OnOtherThread(() => UseLeases(pool));
            WorkAlone(pool);
            UseAdapters(pool);
            Wait(pool);
            Misuse(pool);
            Look(pool);
            Drop(pool);
            _faults.Disarm();
            CheckBooks(pool);
            CheckServes(pool);
        }
    }

    private void UseLeases(BytePool pool)
    {
        for (int rent = 0; rent < Many; rent++)
        {
            Try("rent", () => Hold(pool.Rent(1_000 + (rent % 2 * 8_000))));
        }

        Try("rent a size that is too large", () => Hold(pool.Rent(MaxSize + 1)));
        Try("trim", pool.Trim);
        ReturnAll();
        Try("rent again", () => Hold(pool.Rent(1_000)));
        OnOtherThread(ReturnAll);
        Try("rent and try", () =>
        {
            if (pool.TryRent(2_000, out ByteLease lease))
            {
                Hold(lease);
            }
        });
        ReturnAll();
    }

    /// <summary>Earns residents, on this thread and on one that ends; they are shared, trimmed, and taken back at the cap.</summary>
    private void WorkAlone(BytePool pool)
    {
        OnOtherThread(() => Earn(pool));
        Earn(pool);
        for (int rent = 0; rent < 10; rent++)
        {
            Try("rent residents", () => Hold(pool.Rent(1_000)));
        }

        OnOtherThread(() => Try("trim residents", pool.Trim));
        ReturnAll();
        Earn(pool);
        Try("rent a resident", () => Hold(pool.Rent(1_000)));
        OnOtherThread(() =>
        {
            ReturnAll();
            for (int rent = 0; rent < Many; rent++)
            {
                Try("rent beside residents", () => Hold(pool.Rent(1_000)));
            }

            ReturnAll();
        });
        Try("rent what was shared", () => Hold(pool.Rent(1_000)));
        ReturnAll();
    }

    private void Earn(BytePool pool) => Try("earn", () =>
    {
        // Only a standard pool has residents.
        int rents = _options.Mode == PoolMode.Standard ? Alone : Many;
        for (int rent = 0; rent < rents; rent++)
        {
            pool.Rent(1_000).Return();
        }
    });

    private void UseAdapters(BytePool pool)
    {
        Try("allocator", () =>
        {
            using Allocator allocator = pool.Allocate(3_000);
            allocator.Span.Fill(1);
        });
        Try("array", () =>
        {
            byte[] array = pool.AsArrayPool().Rent(3_000);
            pool.AsArrayPool().Return(array);
        });
        Try("owner", () =>
        {
            using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(3_000);
            owner.Memory.Span.Fill(1);
        });
        Try("writer", () =>
        {
            using PooledBufferWriter writer = new(pool, bufferSize: 512);
            writer.Write(new byte[3_000]);
            _ = writer.WrittenSequence.Length;
        });
        Try("stream", () =>
        {
            using PooledStream stream = new(pool, blockSize: 512);
            stream.Write(new byte[3_000]);
            stream.GetSpan(1_000)[0] = 1;
            stream.Advance(1);
            _ = stream.ToArray();
        });
        Try("sequence", () =>
        {
            using SequenceLease sequence = pool.RentSequence(3_000, 512);
            _ = sequence.Sequence.Length;
        });
    }

    /// <summary>Uses up the budget, so that a rent has to wait.</summary>
    private void Wait(BytePool pool)
    {
        Try("fill the budget", () =>
        {
            while (pool.TryRent(MaxSize, out ByteLease lease))
            {
                Hold(lease);
            }
        });
        Task<ByteLease>? waiting = null;
        Try("wait", () => waiting = pool.RentAsync(MaxSize).AsTask());
        Try("be refused", () =>
        {
            try
            {
                Hold(pool.Rent(MaxSize));
            }
            catch (InsufficientMemoryException)
            {
                // As it should be.
            }
        });
        ReturnAll();
        if (waiting is not null)
        {
            Try("be served", () => Hold(waiting.GetAwaiter().GetResult()));
        }

        ReturnAll();
    }

    private void Misuse(BytePool pool)
    {
        Try("misuse", () =>
        {
            ByteLease lease = pool.Rent(1_000);
            lease.Return();
            try
            {
                lease.Return();
                Fail("A second return succeeded.");
            }
            catch (BufferAlreadyReturnedException)
            {
                // As it should be.
            }
        });
    }

    private void Look(BytePool pool)
    {
        Try("statistics", () => pool.GetStatistics());
        Try("outstanding", () => pool.GetOutstanding());
        for (int step = 0; step < 3; step++)
        {
            // A timer callback that throws ends the process.
            _clock.Tick?.Invoke();
        }
    }

    private void Drop(BytePool pool)
    {
        Try("drop", () =>
        {
            RentAndForget(pool);
            _dropped++;
        });

        // A finalizer that throws ends the process.
        Collect();
    }

    private void CheckBooks(BytePool pool)
    {
        for (int attempt = 0; attempt < 20 && (Rented(pool) > 0 || Abandoned(pool) < _dropped); attempt++)
        {
            Collect();
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Check(statistics.Rented == 0, $"{statistics.Rented} leases are out that no code holds");
        Check(statistics.Idle == statistics.Misses - statistics.Discarded - statistics.Trimmed - statistics.Abandoned,
            "created, dropped and idle buffers don't add up");
        Check(statistics.Hits + statistics.Misses == statistics.Returned + statistics.Abandoned, "rents and returns don't add up");
        Check(statistics.Waiting == 0, "a waiter was never served");
        Check(statistics.BytesRequested == 0, "bytes count as requested, but nothing is rented");
        Lost = Abandoned(pool) - _dropped;
        Check(!_reports.Exists(static report => report.Kind is MisuseKind.WrittenAfterReturn or MisuseKind.Overrun), "damage was reported that didn't happen");
        pool.Trim();
        statistics = pool.GetStatistics();
        Check(statistics.BytesHeld == 0, $"{statistics.BytesHeld} bytes are held after trimming");
        Check(pool.TryRent(MaxSize, out ByteLease lease), "the budget is lost");
        lease.Dispose();
    }

    private void CheckServes(BytePool pool)
    {
        for (int rent = 0; rent < Many; rent++)
        {
            ByteLease lease = pool.Rent(1_000);
            lease.Span.Fill((byte)rent);
            _held.Add(lease);
        }

        Check(_held.Index().All(static pair => !pair.Item.Span.ContainsAnyExcept((byte)pair.Index)), "two leases have one buffer");
        ReturnAll();
        Check(pool.GetStatistics().Rented == 0, "leases are out after the last return");
    }

    private void Hold(ByteLease lease)
    {
        _held.Add(lease);
        MemoryMarshal.GetReference(lease.Span) = 1;
    }

    /// <summary>A return may throw for lack of memory, but its lease is returned all the same.</summary>
    private void ReturnAll()
    {
        foreach (ByteLease lease in _held)
        {
            Try("return", lease.Return);
            Check(lease.IsReturned, "a lease is still out after its return");
        }

        _held.Clear();
    }

    private void OnOtherThread(Action action)
    {
        Thread thread = new(() => Try("thread", action));
        thread.Start();
        thread.Join();
    }

    /// <summary>Runs an action that may throw nothing but the injected fault.</summary>
    private void Try(string what, Action action)
    {
        bool hadStruck = _faults.HasStruck;
        try
        {
            action();
        }
        catch (OutOfMemoryException) when (_faults.HasStruck && !hadStruck)
        {
            // As it should be.
        }
#pragma warning disable CA1031 // Any other exception is a fault to report.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail($"{what}: {error}");
        }
    }

    private void Check(bool isRight, string what)
    {
        if (!isRight)
        {
            Fail(what);
        }
    }

    private void Fail(string what) => Fault ??= what;

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long Rented(BytePool pool) => pool.GetStatistics().Rented;

    private static long Abandoned(BytePool pool) => pool.GetStatistics().Abandoned;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RentAndForget(BytePool pool) => pool.Rent(1_000).Span.Fill(1);
}
