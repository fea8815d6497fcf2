using Tidepool; using System.Buffers; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text.Json;
namespace Corpus;
// Leases behind references, and leases that are rented only once.
public sealed class Referrers(BytePool pool, Stream wire)
{
    private ByteLease _lease; private readonly ByteLease[] _ring = new ByteLease[4];
    public void P1(int n) { ByteLease lease = default; for (int i = 0; i < 4; i++) { if (i == 0) { lease = pool.Rent(n); } lease.Span[i] = 1; } lease.Return(); }
    public void P2(int n) { ByteLease lease = default; for (int i = 0; i < n; i++) { if (i == 0) { lease = pool.Rent(n); } lease.Span[i] = 1; } lease.Dispose(); }
    public void P4(int n) { ByteLease lease = default; if (0 < n) { lease = pool.Rent(n); } if (n > 0) { lease.Return(); } }
    public void P8(List<int> l) { ByteLease lease = default; bool first = true; foreach (int i in l) { if (first) { lease = pool.Rent(i); first = false; } lease.Span[0] = 1; } if (!first) { lease.Return(); } }
    public void P9(List<int> l) { ByteLease? lease = null; foreach (int i in l) { lease ??= pool.Rent(i); lease.Value.Span[0] = 1; } lease?.Return(); }
    public void Q1(int n) { ref ByteLease a = ref _lease; a.Return(); _lease = pool.Rent(n); a.Span.Clear(); }
    public void Q2(int n) { ref ByteLease a = ref _lease; a.Return(); Set(); a.Span.Clear(); }
    private void Set() => _lease = pool.Rent(3);
    public void Q3(int n) { _lease.Return(); ref ByteLease a = ref _lease; a = pool.Rent(n); _lease.Span.Clear(); }
    public void Q4(int n) { foreach (ref ByteLease a in _ring.AsSpan()) { a.Dispose(); a = pool.Rent(n); a.Span.Clear(); } }
    public void Q5(int n) { ref ByteLease a = ref _ring[n]; a.Return(); a = ref _ring[n + 1]; a.Return(); }
    public void Q6(int n) { for (int i = 0; i < 4; i++) { ref ByteLease a = ref _ring[i]; a.Return(); } }
    public void Q7(ref ByteLease a, int n) { a.Return(); a = pool.Rent(n); a.Span.Clear(); }
    public void Q8(Dictionary<int, ByteLease> map, int n) { ref ByteLease a = ref CollectionsMarshal.GetValueRefOrAddDefault(map, n, out bool had); if (had) { a.Return(); } a = pool.Rent(n); a.Span.Clear(); }
    public void Q9(int n) { ref ByteLease a = ref _ring[n]; a.Return(); a.Return(); } // TIDE003
    public void R1(int n) { ByteLease? lease = null; lease ??= pool.Rent(n); lease?.Return(); }
    public void R2(int n) { ByteLease? lease = null; lease ??= pool.Rent(n); lease ??= pool.Rent(n); lease?.Return(); }
    public void R3(List<int> l) { ByteLease? lease = null; foreach (int i in l) { lease ??= pool.Rent(i); } lease?.Return(); }
    public void R4(List<int> l) { ByteLease? lease = null; foreach (int i in l) { lease ??= pool.Rent(i); } if (lease is { } x) { x.Return(); } }
    public void R5(List<int> l) { ByteLease? lease = null; foreach (int i in l) { if (lease is null) { lease = pool.Rent(i); } } lease?.Return(); }
    public void R6(List<int> l) { ByteLease? lease = null; foreach (int i in l) { lease ??= pool.Rent(i); lease.Value.Span[0] = 1; } if (lease.HasValue) { lease.Value.Return(); } }
    public void R7(List<int> l) { Allocator? a = null; foreach (int i in l) { a ??= pool.CreateAllocator(); a.Allocate(i); a.Return(); } }
    public void R8(List<int> l) { SequenceLease? a = null; foreach (int i in l) { a ??= pool.RentSequence(i); } a?.Return(); }
}
