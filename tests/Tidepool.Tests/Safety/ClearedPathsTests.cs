using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.Tracking;

namespace Tidepool.Tests.Safety;

/// <summary>A pool that clears: however a buffer with a secret goes back or is released by the pool, no array keeps the secret,
/// and no other lease reads it.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B9")]
public class ClearedPathsTests
{
    private const byte Secret = 0xC3;
    private const int Size = 1_000;
    private const int MaxSize = 4_096;
    private const int Cap = 2;

    private static readonly Dictionary<string, Action<BytePool>> s_paths = new(StringComparer.Ordinal)
    {
        ["at home"] = static pool => Write(pool.Rent(Size)).Return(),
        ["by Dispose"] = static pool => Write(pool.Rent(Size)).Dispose(),
        ["on another thread"] = static pool => OtherThread.Run(Write(pool.Rent(Size)).Return),
        ["to a thread that has ended"] = static pool =>
        {
            ByteLease lease = default;
            OtherThread.Run(() => lease = Write(pool.Rent(Size)));
            lease.Return();
        },
        ["after its thread's buffers were taken over"] = static pool =>
        {
            ByteLease lease = default;
            OtherThread.Run(() => lease = Write(pool.Rent(Size)));
            FullCollections.Run(3);
            lease.Return();
        },
        ["homeless, to the depot or discarded"] = static pool =>
        {
            ByteLease[] leases = [.. Enumerable.Range(0, Cap + 3).Select(_ => Write(pool.Rent(Size)))];
            Array.ForEach(leases, static lease => lease.Return());
        },
        ["after an eviction, since it was out for long"] = static pool =>
        {
            ByteLease lease = Write(pool.Rent(Size));
            pool.Engine.OnFullCollection();
            pool.Engine.OnFullCollection();
            lease.Return();
        },
        ["trimmed"] = static pool =>
        {
            Write(pool.Rent(Size)).Return();
            pool.Trim();
        },
        ["after the pool was disposed"] = static pool =>
        {
            ByteLease lease = Write(pool.Rent(Size));
            pool.Dispose();
            lease.Return();
        },
        ["too large for any bucket"] = static pool => Write(pool.Rent(MaxSize + 1)).Return(),
        ["by an allocator"] = static pool =>
        {
            Allocator allocator = pool.Allocate(Size);
            allocator.Span.Fill(Secret);
            allocator.Return();
        },
        ["by a memory owner"] = static pool =>
        {
            using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(Size);
            owner.Memory.Span.Fill(Secret);
        },
        ["as an array"] = static pool =>
        {
            byte[] array = pool.AsArrayPool().Rent(Size);
            array.AsSpan().Fill(Secret);
            pool.AsArrayPool().Return(array);
        },
        ["by a writer"] = static pool =>
        {
            using PooledBufferWriter writer = new(pool, bufferSize: 300);
            writer.Write(Enumerable.Repeat(Secret, 2_000).ToArray());
        },
        ["by a writer that outgrew it"] = static pool =>
        {
            using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, 300);
            writer.Write(Enumerable.Repeat(Secret, 200).ToArray());
            writer.Write(Enumerable.Repeat(Secret, 2_000).ToArray());
        },
        ["by a stream"] = static pool =>
        {
            using PooledStream stream = new(pool, 300);
            stream.Write(Enumerable.Repeat(Secret, 2_000).ToArray());
            stream.SetLength(400);
        },
        ["by a sequence"] = static pool =>
        {
            using SequenceLease sequence = pool.RentSequence(2_000, 300);
            foreach (Memory<byte> segment in sequence.Segments)
            {
                segment.Span.Fill(Secret);
            }
        },
    };

    public static MatrixTheoryData<string, PoolMode> Paths => new(s_paths.Keys, [PoolMode.Standard, PoolMode.Unpooled, PoolMode.Checked]);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Secret_AfterItsReturn_IsNowhere(string path, PoolMode mode)
    {
        List<byte[]> arrays = [];
        using BytePool pool = new(new BytePoolOptions
        {
            Mode = mode,
            MinSize = 256,
            MaxSize = MaxSize,
            MaxBuffersPerBucket = Cap,
            ClearOnReturn = true,
            QuarantineLength = 1,
            OnMisuse = static _ => { },
        });
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            byte[] array = allocate(size, pinned);
            array.AsSpan().Fill(Secret);
            lock (arrays)
            {
                arrays.Add(array);
            }

            return array;
        };

        s_paths[path](pool);

        Assert.NotEmpty(arrays);
        Assert.All(arrays, static array => Assert.False(array.Contains(Secret)));
        AssertReadsZeros(pool);
    }

    /// <summary>This mode has no array to inspect, so the test checks that other leases read zeros.</summary>
    [Theory]
    [MemberData(nameof(PathNames))]
    public void Secret_InGuardedMode_IsNotReadByAnotherLease(string path)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Guarded, MinSize = 256, MaxSize = MaxSize, MaxBuffersPerBucket = Cap,
            ClearOnReturn = true, QuarantineLength = 1, OnMisuse = static _ => { } });
        s_paths[path](pool);
        AssertReadsZeros(pool);
    }

    /// <summary>A dropped buffer isn't cleared, because other code may still use it: it goes to the collector, and to no other lease.
    /// A finalizer may or may not return it in time.</summary>
    [Theory]
    [InlineData(PoolMode.Standard, false)]
    [InlineData(PoolMode.Standard, true)]
    [InlineData(PoolMode.Unpooled, true)]
    [InlineData(PoolMode.Checked, false)]
    [InlineData(PoolMode.Checked, true)]
    [InlineData(PoolMode.Guarded, true)]
    public void Secret_OfADroppedLease_IsNotReadByAnotherLease(PoolMode mode, bool isReturnedByAFinalizer)
    {
        using BytePool pool =
            new(new BytePoolOptions { Mode = mode, MinSize = 256, MaxSize = MaxSize, ClearOnReturn = true, QuarantineLength = 0, OnMisuse = static _ => { } });
        Drop(pool, isReturnedByAFinalizer);
        FullCollections.RunUntil(() => pool.GetStatistics().Rented == 0);
        AssertReadsZeros(pool);
    }

    public static TheoryData<string> PathNames => [.. s_paths.Keys];

    private static void AssertReadsZeros(BytePool pool)
    {
        if (Record.Exception(() => pool.Rent(1).Return()) is ObjectDisposedException)
        {
            return;
        }

        foreach (int size in (int[])[300, Size, MaxSize, MaxSize + 1])
        {
            ByteLease[] leases = [.. Enumerable.Range(0, Cap + 4).Select(_ => pool.Rent(size))];
            Assert.All(leases, static lease => Assert.False(lease.Span.ContainsAnyExcept((byte)0)));
            Array.ForEach(leases, static lease => lease.Return());
        }
    }

    /// <summary>Fills the whole buffer, including the bytes beyond the requested length if the pool doesn't check them.</summary>
    private static ByteLease Write(ByteLease lease)
    {
        lease.Span.Fill(Secret);

        // In a tracked buffer, a write past the lease's end would be reported as misuse.
        if (lease.Slot is not TrackedSlot && MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment))
        {
            segment.Array.AsSpan().Fill(Secret);
        }

        return lease;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, bool isReturnedByAFinalizer)
    {
        ByteLease lease = Write(pool.Rent(Size));
        if (isReturnedByAFinalizer)
        {
            _ = new Returner(lease);
        }
    }

    private sealed class Returner(ByteLease lease)
    {
        ~Returner() => lease.Dispose();
    }
}
