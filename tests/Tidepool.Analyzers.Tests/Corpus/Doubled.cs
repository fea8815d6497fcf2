using Tidepool;
namespace Repro;
public sealed class Doubled(BytePool pool)
{
    public void TwoReportsForOneFault(int n) { var l = pool.Rent(1); for (int i = 0; i < n; i++) { l.Span.Clear(); l.Return(); } } // TIDE007
    public void Retry(Stream s) { var l = pool.Rent(1); for (int i = 0; i < 3; i++) { try { s.Write(l.Span); break; } catch (IOException) { l.Return(); } } } // TIDE007
    public void PatternCopy() { ByteLease? a = pool.Rent(1); if (a is { } c) { c.Return(); } a?.Return(); } // TIDE006
}
