using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Soak;

/// <summary>What one thread does, at random: rents, verifies, returns, hands over, takes over, trims, misuses, and ends.</summary>
internal sealed class Worker(Tally tally, SoakPool[] pools, ConcurrentQueue<Held> exchange, Random random)
{
    private const int MostHeld = 32;
    private const int MostExchanged = 256;
    private const int MostActs = 20_000;

    private readonly List<Held> _held = [];
    private long _acts;

    internal void Live(long end)
    {
        int acts = random.Next(MostActs);
        try
        {
            for (; _acts < acts && Stopwatch.GetTimestamp() < end; _acts++)
            {
                Act();
            }

            End();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            tally.Fail($"A worker failed: {error}");
        }

        tally.Count("operations", _acts);
    }

    private void Act()
    {
        switch (random.Next(1_000))
        {
            case < 420 when _held.Count < MostHeld:
                Rent();
                break;
            case < 780:
                Return();
                break;
            case < 880:
                HandOver();
                break;
            case < 980:
                TakeOver();
                break;
            case < 990:
                Misuse();
                break;
            case < 994:
                UseAllocator();
                break;
            case < 996:
                Trim(pools[random.Next(pools.Length)]);
                break;
            case < 998:
                pools[random.Next(pools.Length)].CheckBudget();
                break;
            case 999 when random.Next(100) == 0:
                DropOne();
                break;
        }
    }

    private void Rent()
    {
        SoakPool pool = pools[random.Next(pools.Length)];
        try
        {
            if (TryRent(pool, out ByteLease lease))
            {
                byte mark = (byte)random.Next(256);
                lease.Span.Fill(mark);
                _held.Add(new Held(pool, lease, mark));
            }
        }
        catch (OutOfMemoryException)
        {
            tally.Count("rents that failed");
        }
    }

    private bool TryRent(SoakPool pool, out ByteLease lease)
    {
        // Log-uniform, now and then beyond the largest bucket.
        int size = (int)Math.Min(Math.Exp(random.NextDouble() * Math.Log(pool.MaxSize)), 256 * 1024) + (random.Next(500) == 0 && pool.MaxSize < 256 * 1024 ? pool.MaxSize : 0);
        if (!pool.HasBudget)
        {
            lease = pool.Pool.Rent(size);
            return true;
        }

        if (random.Next(2) == 0)
        {
            return pool.Pool.TryRent(size, out lease);
        }

        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(random.Next(1, 5)));
        try
        {
            lease = pool.Pool.RentAsync(size, patience.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            tally.Count("waits that were cancelled");
            lease = default;
            return false;
        }
    }

    private void Return()
    {
        if (TryTakeAny(out Held held))
        {
            Verify(held);
            if (random.Next(2) == 0)
            {
                held.Lease.Return();
            }
            else
            {
                held.Lease.Dispose();
            }
        }
    }

    private void HandOver()
    {
        if (exchange.Count < MostExchanged && TryTakeAny(out Held held))
        {
            exchange.Enqueue(held);
        }
    }

    private void TakeOver()
    {
        if (_held.Count < MostHeld && exchange.TryDequeue(out Held held))
        {
            Verify(held);
            _held.Add(held);
        }
    }

    private void Trim(SoakPool pool)
    {
        // A trim ends the quarantine: another thread may be between a return and the write that it injects after it.
        if (!pool.FindsWrites)
        {
            pool.Pool.Trim();
            tally.Count("trims");
        }
    }

    private void UseAllocator()
    {
        try
        {
            using Allocator allocator = pools[random.Next(4)].Pool.Allocate(random.Next(4_096));
            allocator.Span.Fill(1);
        }
        catch (OutOfMemoryException)
        {
            tally.Count("rents that failed");
        }
    }

    private void Misuse()
    {
        if (!TryTakeAny(out Held held))
        {
            return;
        }

        Verify(held);
        Span<byte> span = held.Lease.Span;
        if (held.Pool.FindsWrites && random.Next(2) == 0)
        {
            // Room behind the end is there in this mode.
            Unsafe.Add(ref MemoryMarshal.GetReference(span), span.Length + random.Next(8)) ^= 0x42;
            Expect<BufferOverrunException>("writes behind the end", held.Lease.Return);
            return;
        }

        held.Lease.Return();
        // What is too large for any bucket goes to the collector at once, and nobody looks at it again.
        if (held.Pool.FindsWrites && span.Length > 0 && span.Length <= held.Pool.MaxSize && random.Next(2) == 0)
        {
            tally.Count("injected: writes after the return");
            held.Pool.NoteWriteAfterReturn();
            span[random.Next(span.Length)] ^= 0x42;
        }

        Expect<BufferAlreadyReturnedException>("second returns", held.Lease.Return);
        Expect<BufferAlreadyReturnedException>("uses after the return", () => _ = held.Lease.Span.Length);
    }

    private void Expect<TError>(string misuse, Action act)
        where TError : Exception
    {
        tally.Count($"injected: {misuse}");
        try
        {
            act();
            tally.Fail($"{misuse}: not noticed.");
        }
        catch (Exception error) when (error is TError or SoakCallbackException)
        {
            tally.Count($"detected: {misuse}");
        }
    }

    /// <summary>The thread ends: with what it holds handed over, returned, or dropped.</summary>
    private void End()
    {
        bool drops = random.Next(8) == 0;
        while (_held.Count > 0)
        {
            if (drops)
            {
                DropOne();
            }
            else
            {
                HandOver();
                Return();
            }
        }
    }

    private void DropOne()
    {
        if (TryTakeAny(out Held held))
        {
            tally.Count("injected: dropped leases");
            held.Pool.NoteDrop();
        }
    }

    private bool TryTakeAny(out Held held)
    {
        held = default;
        if (_held.Count == 0)
        {
            return false;
        }

        int index = random.Next(_held.Count);
        held = _held[index];
        _held[index] = _held[^1];
        _held.RemoveAt(_held.Count - 1);
        return true;
    }

    private void Verify(Held held) =>
        tally.FailUnless(!held.Lease.Span.ContainsAnyExcept(held.Mark), "Somebody else wrote to a buffer that was held.");
}
