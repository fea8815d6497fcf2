using Tidepool; using System.Buffers;
namespace Corpus
{
    public interface ISource
    {
        [return: GivesOwnership] ByteLease Next(); ByteLease Peek(); [return: KeepsOwnership] ByteLease Current(); [return: GivesOwnership] Task<ByteLease> NextAsync(); bool TryNext([GivesOwnership] out ByteLease lease); void Pop([GivesOwnership] out ByteLease lease);
        void Put([TakesOwnership] ByteLease lease); void Look([KeepsOwnership] ByteLease lease); void Do(ByteLease lease); Task PutAsync([TakesOwnership] ByteLease lease);
    }
    public sealed class Owners(BytePool pool, ISource source)
    {
        private ByteLease _cached;
        private ByteLease Make(int n) => pool.Rent(n); private ByteLease Filled() { var l = pool.Rent(1); try { l.Span.Fill(1); return l; } catch { l.Return(); throw; } } private ByteLease Cached() { if (_cached == default) { _cached = pool.Rent(1); } return _cached; }
        private ByteLease Chosen(bool f) { if (f) return pool.Rent(1); var l = pool.Rent(2); return l; } private ByteLease Perhaps(bool f) => f ? pool.Rent(1) : _cached; private async Task<ByteLease> MakeAsync() { var l = await pool.RentAsync(1); await Task.Yield(); return l; } private ValueTask<ByteLease> RentingAsync() => pool.RentAsync(1);
        internal static ByteLease Shared() => BytePool.Shared.Rent(1); public ByteLease Public() => pool.Rent(1); private static ByteLease Same(ByteLease l) { l.Span.Clear(); return l; } private ByteLease OrNone(bool f) => f ? pool.Rent(1) : default;
        private static void Fill(ByteLease l) => l.Span.Fill(1); private static void Finish(ByteLease l) { l.Span.Clear(); l.Return(); } private void Keep(ByteLease l) => _cached = l; private static void Either(ByteLease l, bool f) { if (f) { l.Return(); } } private static int Sum(ByteLease l) { int s = 0; foreach (byte b in l.Span) { s += b; } return s; }
        private static async Task SendAsync(Stream s, ByteLease l) { await s.WriteAsync(l.Memory); l.Return(); } private static async Task WriteAsync(Stream s, ByteLease l) => await s.WriteAsync(l.Memory); private static void Close(in ByteLease l) => l.Dispose(); private static void Close(SequenceLease l) => l.Dispose();
        public IMemoryOwner<byte> T01() => pool.Rent(1).ToMemoryOwner();
        public IMemoryOwner<byte> T02() { using var l = pool.Rent(9); l.Span.Clear(); return l.ToMemoryOwner(3); }
        public IMemoryOwner<byte> T03() { var l = pool.Rent(9); try { l.Span.Clear(); return l.ToMemoryOwner(3); } catch { l.Return(); throw; } }
        public void T04() { var l = pool.Rent(9); var s = l.Span; using var o = l.ToMemoryOwner(3); s[0] = 1; }
        public IMemoryOwner<byte> T05() { var l = pool.Rent(9); l.Return(); return l.ToMemoryOwner(); } // TIDE002
        public int G01() { var l = Make(1); return l.Length; } // TIDE001
        public int G02() { var l = Filled(); if (l.Length > 3) return 1; l.Return(); return 2; } // TIDE001
        public int G03() { var l = Chosen(true); return l.Length; } // TIDE001
        public async Task<int> G04() { var l = await MakeAsync(); return l.Length; } // TIDE001
        public async Task<int> G05() { var l = await RentingAsync(); return l.Length; } // TIDE001
        public int G06() { var l = Shared(); return l.Length; } // TIDE001
        public void G07() { Make(1); } // TIDE001
        public void G08() { _ = Filled(); } // TIDE001
        public void G09() { Public(); } // TIDE001
        public int G10() { return Shared().Length; } // TIDE001
        public int G11() { ByteLease Local() => pool.Rent(1); var l = Local(); return l.Length; } // TIDE001
        public int G12() { var l = OrNone(true); return l.Length; } // TIDE001
        public Memory<byte> G13() { using var l = Make(1); return l.Memory; } // TIDE004
        public int G14() { var l = Make(1); l.Return(); return l.Length; } // TIDE002
        public int G15() { var l = Make(1); l.Return(); l.Return(); return 1; } // TIDE003
        public int G16() { var l = source.Next(); return l.Length; } // TIDE001
        public async Task<int> G17() { var l = await source.NextAsync(); return l.Length; } // TIDE001
        public int G18() { if (source.TryNext(out var l)) { return l.Length; } return 0; } // TIDE001
        public int G19() { source.Pop(out ByteLease l); return l.Length; } // TIDE001
        public void G20() { source.Next(); } // TIDE001
        public int G21(PooledBufferWriter w) { var l = w.CopyToLease(); return l.Length; } // TIDE001
        public void G22(PooledStream s) { s.CopyToLease(); } // TIDE001
        public int N01() { var l = Cached(); return l.Length; }
        public int N02() { var l = Perhaps(true); return l.Length; }
        public int N03() { var l = source.Peek(); return l.Length; }
        public int N04() { var l = source.Current(); return l.Length; }
        public int N05() { var l = pool.Rent(1); var m = Same(l); int r = m.Length; l.Return(); return r; }
        public int N06() { using var l = Make(1); return l.Length; }
        public int N07() { var l = Public(); return l.Length; }
        public ByteLease N08() => Make(1);
        public void N09() { source.Put(Make(1)); }
        public void N10() { Cached(); }
        public int N11() { if (source.TryNext(out var l)) { l.Return(); return 1; } return 0; }
        public void L01() { var l = pool.Rent(1); Fill(l); } // TIDE001
        public int L02() { var l = pool.Rent(1); return Sum(l); } // TIDE001
        public void L03() { var l = pool.Rent(1); source.Look(l); } // TIDE001
        public async Task L04(Stream s) { var l = pool.Rent(1); await WriteAsync(s, l); } // TIDE001
        public int L05() { var l = pool.Rent(1); Finish(l); return l.Length; } // TIDE002
        public void L06() { var l = pool.Rent(1); Finish(l); l.Return(); } // TIDE003
        public void L07() { var l = pool.Rent(1); source.Put(l); l.Return(); } // TIDE003
        public byte L08() { var l = pool.Rent(1); var m = l.Memory; source.Put(l); return m.Span[0]; } // TIDE002
        public void L09() { var l = pool.Rent(1); Either(l, true); }
        public void L10() { var l = pool.Rent(1); Keep(l); }
        public void L11() { var l = pool.Rent(1); source.Do(l); }
        public void L12() { var l = pool.Rent(1); Fill(l); l.Return(); }
        public void L13() { var l = pool.Rent(1); Finish(l); }
        public void L14() { using var l = pool.Rent(1); Finish(l); }
        public async Task L15(Stream s) { var l = pool.Rent(1); await SendAsync(s, l); }
        public async Task L16(Stream s) { using var l = pool.Rent(1); await WriteAsync(s, l); }
        public void L17() { var l = pool.Rent(1); if (l.Length > 3) { source.Put(l); return; } l.Return(); }
        public async Task L18() { var l = pool.Rent(1); await source.PutAsync(l); }
        public void L19() { var l = pool.Rent(1); Close(l); }
        public void L20() { Finish(pool.Rent(1)); Fill(pool.Rent(1)); } // TIDE001
        public void L21() { var l = pool.RentSequence(1); Close(l); }
    }
}
