using Tidepool; using System.Linq;
namespace Corpus;
public interface ILoopSink { bool IsReady { get; } bool Ask(); int Next(); void Post([TakesOwnership] ByteLease lease); }
// What a loop has rented or returned, and a test after the loop that may tell whether the loop has run.
public sealed class Loops(BytePool pool, Stream wire, ILoopSink sink)
{
    private readonly List<int> _sizes = []; private int _count; private bool _has;
    public void A01(int n) { ByteLease lease = default; for (int i = 0; i < n; i++) { if (i == 0) { lease = pool.Rent(n); } lease.Span[i] = 1; } if (n > 0) { lease.Return(); } }
    public void A02(int n) { ByteLease lease = default; for (int i = 0; i < n; i++) { lease = pool.Rent(n); break; } if (n != 0) { lease.Return(); } }
    public void A03(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count > 0) { lease.Return(); } }
    public void A04(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Any()) { lease.Return(); } }
    public void A05(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count == 0) { return; } lease.Return(); }
    public void A06(int[] sizes) { ByteLease lease = default; foreach (int size in sizes) { if (size > 10) { lease = pool.Rent(size); break; } } if (sizes.Any(static size => size > 10)) { lease.Return(); } }
    public void A07(List<int> list) { ByteLease lease = default; bool any = false; foreach (int size in list) { lease = pool.Rent(size); any |= size >= 0; break; } if (any) { lease.Return(); } }
    public void A08(List<int> list) { ByteLease lease = default; int total = 0; foreach (int size in list) { if (total == 0) { lease = pool.Rent(size); } total += Math.Max(size, 1); break; } if (total > 0) { lease.Return(); } }
    public void A09(int n) { ByteLease lease = default; int i = 0; while (i < n) { if (i == 0) { lease = pool.Rent(n); } i++; } if (n >= 1) { lease.Return(); } }
    public void A10(Queue<int> queue) { ByteLease lease = default; int had = queue.Count; while (queue.TryDequeue(out int size)) { lease = pool.Rent(size); break; } if (had > 0) { lease.Return(); } }
    public void A11(int n) { ByteLease lease = default; int i = 0; do { if (sink.Next() > 3) { lease = pool.Rent(n); _has = true; break; } } while (++i < n); if (_has) { lease.Return(); } }
    public void A12(List<int> list) { ByteLease lease = default; try { foreach (int size in list) { lease = pool.Rent(size); wire.Write(lease.Span); break; } } finally { if (list.Count > 0) { lease.Dispose(); } } }
    public void A13(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count > 0) { sink.Post(lease); } }
    public void A14(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count == 0) { lease = pool.Rent(1); } wire.Write(lease.Span); lease.Return(); }
    public void A15(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } foreach (int size in list) { lease.Span[0] = (byte)size; lease.Return(); break; } }
    public void A16() { ByteLease lease = default; for (int i = 0; i < _count; i++) { if (i == 0) { lease = pool.Rent(_count); } lease.Span[i] = 1; } if (_count > 0) { lease.Return(); } }
    public void A17() { ByteLease lease = default; foreach (int size in _sizes) { lease = pool.Rent(size); break; } if (_sizes is { Count: > 0 }) { lease.Return(); } }
    public void A18() { ByteLease lease = default; foreach (int size in _sizes) { lease = pool.Rent(size); break; } bool any = _sizes.Any(); if (any) { wire.WriteByte(1); } if (any) { lease.Return(); } }
    public void A19(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } switch (list.Count) { case 0: return; default: lease.Return(); break; } }
    public void A20(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count > 0 && sink.IsReady) { lease.Return(); } else if (list.Count > 0) { lease.Dispose(); } }
    public void A21(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count > 0) { wire.Write(lease.Span); } wire.Flush(); if (list.Any()) { lease.Return(); } }
    public async Task A22(IAsyncEnumerable<int> list) { ByteLease lease = default; int seen = 0; await foreach (int size in list) { if (seen == 0) { lease = await pool.RentAsync(size); } seen += 1; } if (seen >= 1) { lease.Return(); } }
    public void A23(int n) { byte[] array = []; for (int i = 0; i < n; i++) { if (i == 0) { array = ArrayPool<byte>.Shared.Rent(n); } array[i] = 1; } if (n > 0) { ArrayPool<byte>.Shared.Return(array); } }
    public void A24(int n) { Allocator? writer = null; foreach (int size in Enumerable.Range(0, n)) { writer = pool.Allocate(size + 1); break; } if (n > 0) { writer!.Return(); } }
    public void A25(List<List<int>> lists) { foreach (List<int> list in lists) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } if (list.Count > 0) { lease.Return(); } } }
    public void B01(List<int> list) { ByteLease lease = pool.Rent(8); foreach (int size in list) { lease.Return(); break; } if (list.Count == 0) { lease.Return(); } lease.Dispose(); }
    public void B02(List<int> list) { ByteLease lease = pool.Rent(8); foreach (int size in list) { lease.Return(); break; } if (list.Count == 0) { wire.Write(lease.Span); lease.Return(); } lease.Dispose(); }
    public void B03(int n) { ByteLease lease = pool.Rent(8); for (int i = 0; i < n; i++) { lease.Return(); break; } if (n > 0) { lease.Dispose(); return; } lease.Span.Clear(); lease.Return(); }
    public int B04(List<int> list) { ByteLease lease = pool.Rent(8); foreach (int size in list) { lease.Return(); break; } if (!list.Any()) { int length = lease.Span.Length; lease.Return(); return length; } lease.Dispose(); return 0; }
    public void C01(int n) { ByteLease lease = default; for (int i = 0; i < n; i++) { if (i == 0) { lease = pool.Rent(n); } } if (n > 0) { wire.WriteByte(1); } } // TIDE001
    public void C02(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); break; } wire.Flush(); } // TIDE001
    public void C03(List<int> list) { ByteLease lease = default; foreach (int size in list) { lease = pool.Rent(size); } if (list.Count > 0) { lease.Return(); } } // TIDE001
    public void C04(int n) { ByteLease lease; while (true) { lease = pool.Rent(n); if (wire.Read(lease.Span) > 0) { break; } lease.Return(); } if (sink.IsReady) { lease.Return(); } } // TIDE001
    public void C05(int n) { ByteLease lease; do { lease = pool.Rent(n); if (wire.Read(lease.Span) > 0) { break; } lease.Return(); } while (true); if (n > 3) { return; } lease.Return(); } // TIDE001
    public void C06(List<int> list) { foreach (int size in list) { ByteLease lease = pool.Rent(size); if (sink.IsReady) { lease.Return(); } } if (list.Count > 0) { wire.Flush(); } } // TIDE001
    public void C07(List<int> list, bool log) { ByteLease lease = pool.Rent(8); foreach (int size in list) { lease.Return(); break; } if (log) { wire.Flush(); } lease.Span[0] = 1; lease.Dispose(); } // TIDE002
    public void C08(List<int> list, bool log) { ByteLease lease = pool.Rent(8); foreach (int size in list) { lease.Return(); break; } if (log) { wire.Flush(); } lease.Return(); } // TIDE003
    public void C09(int n) { ByteLease lease = pool.Rent(n); for (int i = 0; i < n; i++) { lease.Span[i] = 1; } if (n > 0) { lease.Return(); } } // TIDE001
    public void C10(int n) { ByteLease lease = default; bool has = false; for (int i = 0; i < n; i++) { lease = pool.Rent(n); has = true; break; } if (!has) { lease.Return(); } } // TIDE001
}
