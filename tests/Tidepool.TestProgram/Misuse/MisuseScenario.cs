using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.TestProgram.Misuse;

/// <summary>Misuses a buffer of a new pool, and returns the outcome.</summary>
internal sealed class MisuseScenario : IDisposable
{
    /// <summary>Not a multiple of 8, so that writing the byte past an array of this length harms nothing.</summary>
    private const int Size = 1_001;

    private const int BucketSize = 1_024;
    private const int Many = 1_024;
    private const byte Mark = 0x42;

    private readonly MisuseCase _case;
    private readonly List<MisuseReport> _reports = [];
    private readonly BytePool _pool;

    private MisuseScenario(MisuseCase misuse)
    {
        _case = misuse;
        _pool = new BytePool(new BytePoolOptions
        {
            Mode = misuse.Mode,
            MinSize = BucketSize,
            MaxSize = BucketSize,
            QuarantineLength = 4,
            LeakSamplingInterval = 0,
            OnMisuse = report =>
            {
                lock (_reports)
                {
                    _reports.Add(report);
                }
            },
        });
    }

    internal static Outcome Run(MisuseCase misuse)
    {
        using MisuseScenario scenario = new(misuse);
        try
        {
            return misuse.Act switch
            {
                MisuseAct.Drop => scenario.Drop(),
                MisuseAct.HoldAtDisposal => scenario.HoldAtDisposal(),
                MisuseAct.ReturnForeignArray => scenario.ReturnForeignArray(),
                MisuseAct.WriteOneBehind => scenario.WriteBehind(1),
                MisuseAct.WriteEightBehind => scenario.WriteBehind(8),
                _ => scenario.UseAfterReturn(),
            };
        }
        catch (Exception error) when (error is BufferAlreadyReturnedException or BufferOverrunException or ObjectDisposedException or ArgumentException)
        {
            return Outcome.Throws;
        }
    }

    public void Dispose() => _pool.Dispose();

    private Outcome UseAfterReturn()
    {
        Handle handle = Handle.Rent(_case.Handle, _pool, Size);
        Memory<byte> memory = handle.Memory;
        Span<byte> span = memory.Span;
        span.Fill(1);
        Handle another = Handle.Rent(HandleKind.Lease, _pool, Size);
        OnThread(handle.Return);
        Handle? next = LetPass(ref MemoryMarshal.GetReference(span), another);
        switch (_case.Act)
        {
            case MisuseAct.ReturnTwice:
                handle.Return();
                return IsHarmed(next) ? Outcome.NotNoticed : Outcome.Ignored;
            case MisuseAct.UseHandle:
                _ = handle.Memory;
                return Outcome.NotNoticed;
            case MisuseAct.UseMemory:
                _ = memory.Span[0];
                return Outcome.NotNoticed;
            case MisuseAct.ReadSpan:
                ReadStaleSpan(span);
                break;
            default:
                WriteStaleSpan(span);
                break;
        }

        next?.Return();
        _pool.Trim();
        GC.KeepAlive(memory);
        return WasReported(MisuseKind.WrittenAfterReturn) ? Outcome.FoundLater : Outcome.NotNoticed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte ReadStaleSpan(Span<byte> span) => span[0];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteStaleSpan(Span<byte> span) => span[0] = Mark;

    private Outcome WriteBehind(int distance)
    {
        Handle handle = Handle.Rent(_case.Handle, _pool, Size);
        WriteBehindSpan(handle.Memory.Span, distance, keeps: _case.Mode == PoolMode.Unpooled);
        OnThread(handle.Return);
        return Outcome.NotNoticed;
    }

    /// <param name="span">The bytes that may be written.</param>
    /// <param name="distance">How far past them to write.</param>
    /// <param name="keeps">Whether the byte there belongs to the runtime, and is written back unchanged.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteBehindSpan(Span<byte> span, int distance, bool keeps)
    {
        ref byte behind = ref Unsafe.Add(ref MemoryMarshal.GetReference(span), span.Length + distance - 1);
        behind = keeps ? behind : Mark;
    }

    private Outcome Drop()
    {
        OnThread(RentAndForget);
        for (int attempt = 0; attempt < 20 && Abandoned() == 0; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return WasReported(MisuseKind.Dropped) ? Outcome.FoundLater
            : Abandoned() == 1 ? Outcome.Counted
            : Outcome.NotNoticed;

        long Abandoned()
        {
            BytePoolStatistics statistics = _pool.GetStatistics();
            return statistics.Abandoned;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RentAndForget() => Handle.Rent(_case.Handle, _pool, Size).Memory.Span.Fill(1);

    private Outcome ReturnForeignArray()
    {
        OnThread(() => _pool.AsArrayPool().Return(new byte[BucketSize]));
        return Outcome.NotNoticed;
    }

    private Outcome HoldAtDisposal()
    {
        Handle? handle = null;
        OnThread(() =>
        {
            handle = Handle.Rent(_case.Handle, _pool, Size);
            handle.Memory.Span.Fill(1);
        });
        _pool.Dispose();
        GC.KeepAlive(handle);
        return WasReported(MisuseKind.OutAtDisposal) ? Outcome.FoundLater : Outcome.NotNoticed;
    }

    /// <summary>Does what other renters do before the misuse happens.</summary>
    /// <param name="buffer">The first byte of the returned buffer.</param>
    /// <param name="another">Another renter's buffer, to be returned meanwhile.</param>
    /// <returns>The handle that has the buffer now, or null.</returns>
    private Handle? LetPass(ref byte buffer, Handle another)
    {
        if (_case.Moment != Moment.AtOnce)
        {
            another.Return();
        }

        int rents = _case.Moment is Moment.AfterMany or Moment.AfterReuse ? Many : 0;
        Handle? aside = null;
        for (int rent = 0; rent < rents; rent++)
        {
            Handle handle = Handle.Rent(_case.Handle == HandleKind.Array ? HandleKind.Array : HandleKind.Lease, _pool, Size);
            if (_case.Moment == Moment.AfterReuse && Unsafe.AreSame(ref MemoryMarshal.GetReference(handle.Memory.Span), ref buffer))
            {
                aside?.Return();
                return handle;
            }

            if (_case.Moment == Moment.AfterReuse && aside is null)
            {
                // If the pool lends the last returned buffer first, the one before it comes only while that one is out.
                aside = handle;
            }
            else
            {
                handle.Return();
            }
        }

        // A buffer that is allocated anew for each rent never has another renter.
        return _case.Moment != Moment.AfterReuse || _case.Mode == PoolMode.Unpooled
            ? null
            : throw new InvalidOperationException("The buffer was not rented again.");
    }

    /// <summary>Whether a renter can't return its buffer because it has already been returned.</summary>
    private static bool IsHarmed(Handle? renter)
    {
        try
        {
            renter?.Return();
            return false;
        }
        catch (BufferAlreadyReturnedException)
        {
            return true;
        }
    }

    private void OnThread(Action action)
    {
        if (_case.Thread == Misuse.OnThread.Same)
        {
            action();
            return;
        }

        Exception? error = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
            {
                error = failure;
            }
        });
        thread.Start();
        thread.Join();
        if (error is not null)
        {
            throw error;
        }
    }

    private bool WasReported(MisuseKind kind)
    {
        lock (_reports)
        {
            return _reports.Exists(report => report.Kind == kind);
        }
    }
}
