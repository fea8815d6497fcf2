using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Soak;

/// <summary>The random acts of one thread: it rents, verifies, returns, hands over, takes over, trims, misuses, and ends.</summary>
internal sealed class Worker(Tally tally, SoakRound round, Random random)
{
    private const int MostActs = 20_000;

    private readonly Habit _habit = Habit.All[random.Next(Habit.All.Count)];
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
        tally.Count($"operations as {_habit.Name}", _acts);
    }

    private void Act()
    {
        int choice = random.Next(1_000);
        if ((choice -= _habit.Rent) < 0)
        {
            Rent();
        }
        else if ((choice -= _habit.Return) < 0)
        {
            Return();
        }
        else if ((choice -= _habit.HandOver) < 0)
        {
            HandOver();
        }
        else if ((choice -= _habit.TakeOver) < 0)
        {
            TakeOver();
        }
        else
        {
            ActRarely();
        }
    }

    private void ActRarely()
    {
        switch (random.Next(100))
        {
            case < 30:
                Misuse();
                break;
            case < 36:
                Duel();
                break;
            case < 56:
                UseAdapter();
                break;
            case < 62:
                Trim(round.AnyPool(random));
                break;
            case < 80:
                round.AnyPool(random).CheckBudget();
                break;
            case < 82:
                round.Change(random);
                break;
            case 82 when random.Next(20) == 0:
                GC.Collect(random.Next(3));
                break;
            case 83 when random.Next(10) == 0:
                DropOne();
                break;
            case 84:
                ChangeLimits(round.AnyPool(random));
                break;
        }
    }

    private void Rent()
    {
        SoakPool pool = round.AnyPool(random);
        if (_held.Count < _habit.MostHeld && TryUse(() => TryRent(pool, out ByteLease rented) ? rented : default) is { IsReturned: false } lease)
        {
            byte mark = (byte)random.Next(256);
            lease.Span.Fill(mark);
            _held.Add(new Held(pool, lease, mark));
        }
    }

    /// <summary>Runs a call that may fail because of an injected fault, or because the pool has just been disposed.</summary>
    private T? TryUse<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (OutOfMemoryException)
        {
            tally.Count("calls that failed: no memory, or none in the budget");
        }
        catch (ObjectDisposedException)
        {
            tally.Count("calls that failed: the pool was disposed");
        }
        catch (SoakCallbackException)
        {
            tally.Count("calls that failed: a callback threw");
        }

        return default;
    }

    private bool TryRent(SoakPool pool, out ByteLease lease)
    {
        // Log-uniform, now and then beyond the largest bucket.
        int size = (int)Math.Min(Math.Exp(random.NextDouble() * Math.Log(pool.MaxSize)), 256 * 1024)
            + (random.Next(500) == 0 && pool.MaxSize < 256 * 1024 ? pool.MaxSize : 0);
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
        do
        {
            if (!TryTakeOne(out Held held))
            {
                return;
            }

            Verify(held);
            Action giveBack = random.Next(2) == 0 ? held.Lease.Return : held.Lease.Dispose;
            TryUse(() =>
            {
                giveBack();
                return true;
            });
            tally.FailUnless(held.Lease.IsReturned, "A lease is still out after its return.");
        }
        while (_habit.Order == ReturnOrder.AllAtOnce);
    }

    private void HandOver()
    {
        if (TryTakeOne(out Held held) && !round.TryPass(held))
        {
            _held.Add(held);
        }
    }

    private void TakeOver()
    {
        if (_held.Count < _habit.MostHeld && round.TryTake(out Held held))
        {
            Verify(held);
            _held.Add(held);
        }
    }

    private void Trim(SoakPool pool)
    {
        // A trim ends the quarantine: another thread may be between a return and its injected write after that.
        if (!pool.FindsWrites)
        {
            TryUse(() =>
            {
                pool.Pool.Trim();
                return true;
            });
            tally.Count("trims");
        }
    }

    private void ChangeLimits(SoakPool pool)
    {
        // A low cap ends the quarantine, as a trim does.
        if (!pool.FindsWrites)
        {
            TryUse(() =>
            {
                pool.ChangeLimits(random);
                return true;
            });
            tally.Count("limits changed in use");
        }
    }

    private void UseAdapter()
    {
        SoakPool pool = round.AnyPool(random);
        if (TryUse(() => AdapterUse.Run(pool.Pool, random)) is { Name: not null } used)
        {
            tally.FailUnless(used.IsIntact, $"The bytes read through {used.Name} aren't those that were written.");
            tally.Count($"lives of {used.Name}");
        }
    }

    /// <summary>Two threads return one lease at the same moment.</summary>
    private void Duel()
    {
        if (!TryTakeOne(out Held held))
        {
            return;
        }

        tally.Count("injected: overlapping returns");
        int succeeded = 0;
        Task other = Task.Run(TryReturn);
        TryReturn();
        other.Wait();
        tally.FailUnless(held.Lease.IsReturned && (held.Pool.IsExact ? succeeded == 1 : succeeded >= 1),
            $"{held.Pool.Mode}: of two overlapping returns {succeeded} succeeded.");
        Expect<BufferAlreadyReturnedException>("returns after overlapping ones", held.Lease.Return);

        void TryReturn()
        {
            try
            {
                held.Lease.Return();
                Interlocked.Increment(ref succeeded);
            }
            catch (BufferAlreadyReturnedException)
            {
                tally.Count("detected: overlapping returns");
            }
            catch (SoakCallbackException error)
            {
                // Thrown by a return that succeeded but found another buffer's misuse, or by a return that failed.
                Interlocked.Add(ref succeeded, error.Kind == MisuseKind.ReturnedTwice ? 0 : 1);
            }
        }
    }

    private void Misuse()
    {
        if (!TryTakeOne(out Held held))
        {
            return;
        }

        Verify(held);
        Span<byte> span = held.Lease.Span;
        if (held.Pool.FindsWrites && random.Next(2) == 0)
        {
            // In this mode there is room past the end.
            Unsafe.Add(ref MemoryMarshal.GetReference(span), span.Length + random.Next(8)) ^= 0x42;
            Expect<BufferOverrunException>("writes behind the end", held.Lease.Return);
            return;
        }

        // A buffer that is too large for any bucket goes to the collector at once, and is never inspected again.
        bool writes = held.Pool.FindsWrites && span.Length > 0 && span.Length <= held.Pool.MaxSize && random.Next(2) == 0;
        long trimmed = writes ? held.Pool.Trimmed : 0;
        TryUse(() =>
        {
            held.Lease.Return();
            return true;
        });
        if (writes)
        {
            tally.Count("injected: writes after the return");
            span[random.Next(span.Length)] ^= 0x42;
            held.Pool.NoteWriteAfterReturn(maybeTooLate: held.Pool.Trimmed != trimmed);
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

    /// <summary>Ends the thread: hands over, returns, or drops the leases it holds.</summary>
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
        if (TryTakeOne(out Held held))
        {
            tally.Count("injected: dropped leases");
            held.Pool.NoteDrop();
        }
    }

    private bool TryTakeOne(out Held held)
    {
        held = default;
        if (_held.Count == 0)
        {
            return false;
        }

        int index = _habit.Order switch
        {
            ReturnOrder.LastFirst => _held.Count - 1,
            ReturnOrder.FirstFirst => 0,
            _ => random.Next(_held.Count),
        };
        held = _held[index];
        _held.RemoveAt(index);
        return true;
    }

    private void Verify(Held held) =>
        tally.FailUnless(!held.Lease.Span.ContainsAnyExcept(held.Mark), "Other code wrote to a buffer that was held.");
}
