using Tidepool; using System.Buffers; using System.Text;
namespace Corpus;
// One fault each, which more than one rule or more than one place could report.
public sealed class Once(BytePool pool)
{
    private Memory<byte> _kept; private static void Use(ReadOnlySpan<byte> bytes) { } private static bool Ask() => DateTime.Now.Ticks > 0;
    public void O01(int n) { var l = pool.Rent(1); while (n-- > 0) { Use(l.Span); l.Span.Clear(); l.Return(); } } // TIDE007
    public void O02(int[] all) { var l = pool.Rent(1); foreach (int i in all) { if (i > 3) { Use(l.Span); l.Return(); } } } // TIDE007
    public void O03() { var l = pool.Rent(1); do { l.Span.Clear(); l.Return(); } while (Ask()); } // TIDE007
    public void O04() { var l = pool.Rent(1); l.Return(); Use(l.Span); l.Return(); } // TIDE002
    public void O05() { var l = pool.Rent(1); l.Return(); if (Ask()) { Use(l.Span); } else { l.Span.Clear(); } } // TIDE002
    public void O06() { var l = pool.Rent(1); var m = l.Memory; l.Return(); Use(m.Span); m.Span.Clear(); } // TIDE002
    public void O07() { var l = pool.Rent(1); if (Ask()) { l.Return(); } Use(l.Span); } // TIDE002
    public void O08(Stream s) { var l = pool.Rent(1); while (Ask()) { try { s.Write(l.Span); return; } catch (IOException) { l.Return(); } } } // TIDE007
    public async Task O09(Stream s) { var l = pool.Rent(1); for (int i = 0; i < 3; i++) { try { await s.WriteAsync(l.Memory); break; } catch (IOException) { l.Return(); } } } // TIDE007
    public void O10() { ByteLease? a = pool.Rent(1); if (a is ByteLease c) { c.Return(); } a?.Return(); } // TIDE006
    public void O11() { ByteLease? a = pool.Rent(1); if (a is { } c) { c.Return(); } a.Value.Return(); } // TIDE006
    public void O12() { var a = pool.Rent(1); var b = a; Use(b.Span); a.Return(); b.Return(); } // TIDE006
    public void O13() { using var l = pool.Rent(1); _kept = l.Memory; Use(l.Span); } // TIDE004
    public void O14() { var l = pool.Rent(1); try { Use(l.Span); l.Return(); Use(l.Span); } finally { l.Return(); } } // TIDE002
    public void O15() { var l = pool.Rent(1); again: Use(l.Span); l.Return(); if (Ask()) goto again; } // TIDE007
}
