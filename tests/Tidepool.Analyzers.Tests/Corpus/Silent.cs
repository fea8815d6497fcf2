using Tidepool; using System.Buffers; using System.Text;
namespace Corpus;
public enum Kind { None, Small, Large }
public sealed record Settings(bool Pooled, int Size, Kind Kind) { public Inner Inner { get; init; } = new(false, null); }
public sealed record Inner(bool Deep, bool? Maybe);
public readonly struct Flags(bool large, int length) { public bool Large { get; } = large; public int Length { get; } = length; public readonly bool Odd = (length & 1) == 1; }
public sealed class Plain { public bool IsLarge { get; } public required bool Init { get; init; } public readonly int Size; public bool Mutable { get; set; } public bool Field; }
public abstract class Shape { public sealed class Round : Shape; public sealed class Square : Shape; }
public sealed class Silent(BytePool pool, Settings settings)
{
    private readonly Settings _settings = settings; private static readonly bool s_pooled = Environment.ProcessorCount > 2; private bool _flag; private readonly bool? _maybe = settings.Inner.Maybe;
    private readonly Kind _kind = settings.Kind; private bool Flag { get; } = settings.Pooled; private bool IsLarge(int n) => n > settings.Size; private static bool IsBig(int n) { return n > 256; }
    // Switches that leave nothing out, by the compiler's own proof.
    public void S01(bool x, bool y) { var l = pool.Rent(1); switch (x, y) { case (true, true): l.Return(); break; case (true, false): l.Return(); break; case (false, true): l.Return(); break; case (false, false): l.Return(); break; } }
    public void S02(byte n) { var l = pool.Rent(1); switch (n) { case < 128: l.Return(); break; case >= 128: l.Return(); break; } }
    public void S03(byte n) { var l = pool.Rent(1); switch (n) { case >= 0 and <= 9: l.Return(); break; case > 9: l.Return(); break; } }
    public void S04(bool? n) { var l = pool.Rent(1); switch (n) { case null: l.Return(); break; case false or true: l.Return(); break; } }
    public void S05(bool? x, bool y) { var l = pool.Rent(1); switch (x, y) { case (null, _): l.Return(); break; case (true, true): l.Return(); break; case (true, false): l.Return(); break; case (false, _): l.Return(); break; } }
    public void S06(object? o) { var l = pool.Rent(1); switch (o) { case null: l.Return(); break; case not null: l.Return(); break; } }
    public void S07(object? o) { var l = pool.Rent(1); switch (o) { case string s when s.Length > 3: l.Return(); break; case string: l.Return(); break; case { }: l.Return(); break; case null: l.Return(); break; } }
    public void S08(Settings o) { var l = pool.Rent(1); switch (o) { case { Pooled: true }: l.Return(); break; case { Pooled: false }: l.Return(); break; case null: l.Return(); break; } }
    public void S09(Flags f) { var l = pool.Rent(1); switch (f) { case { Large: true }: l.Return(); break; case { Large: false }: l.Return(); break; } }
    public void S10(int n) { var l = pool.Rent(1); switch (n) { case 0: l.Return(); break; case not 0: l.Return(); break; } }
    public void S11(int n) { var l = pool.Rent(1); switch (n) { case int.MinValue: l.Return(); break; case > int.MinValue: l.Return(); break; } }
    public void S12(char c) { var l = pool.Rent(1); switch (c) { case <= 'z': l.Return(); break; case > 'z': l.Return(); break; } }
    public void S13(int[] a) { var l = pool.Rent(1); switch (a) { case []: l.Return(); break; case [_, ..]: l.Return(); break; case null: l.Return(); break; } }
    public void S14(bool x) { var l = pool.Rent(1); switch (x) { case true: l.Return(); break; case false: l.Return(); break; } }
    public int S15(bool x) { var l = pool.Rent(1); switch (x) { case true: l.Return(); return 1; case false: l.Return(); break; } return 2; }
    public void S16((bool, int) t) { var l = pool.Rent(1); switch (t) { case (true, > 3): l.Return(); break; case (true, <= 3): l.Return(); break; case (false, _): l.Return(); break; } }
    public void S17(Settings s) { var l = pool.Rent(1); switch (s) { case (true, _, _): l.Return(); break; case (false, _, _): l.Return(); break; case null: l.Return(); break; } }
    public void S18(bool x, int n) { switch (x) { case true: { var l = pool.Rent(n); switch (n) { case <= 0: l.Return(); break; case > 0: l.Return(); break; } break; } case false: break; } }
    public async Task S19(bool? x) { var l = pool.Rent(1); switch (x) { case true: await Task.Yield(); l.Return(); break; case false: l.Return(); break; case null: l.Return(); break; } }
    public void S20(double d) { var l = pool.Rent(1); switch (d) { case < 0: l.Return(); break; case >= 0: l.Return(); break; case double.NaN: l.Return(); break; } }
    public void S21(int n) { var l = pool.Rent(1); if (n < 0) l.Return(); else if (n == 0) l.Return(); else if (n > 0) l.Return(); }
    public void S22(bool x, bool y) { var l = pool.Rent(1); if (x && y) l.Return(); else if (x && !y) l.Return(); else if (!x) l.Return(); }
    // The same test twice, of what can't change in between.
    public int C01(Settings o) { ByteLease l = default; if (o.Inner.Deep) l = pool.Rent(o.Size); int r = o.Size; if (o.Inner.Deep) l.Return(); return r; }
    public int C02() { ByteLease l = default; if (_settings.Pooled) l = pool.Rent(1); int r = _settings.Size; if (_settings.Pooled) l.Return(); return r; }
    public int C03(int n) { ByteLease l = default; if (s_pooled) l = pool.Rent(n); Console.WriteLine(n); if (s_pooled) l.Return(); return n; }
    public int C04(Flags f) { ByteLease l = default; if (f.Large) l = pool.Rent(f.Length); Console.WriteLine(f.Length); if (f.Large) l.Return(); return 1; }
    public int C05(Flags f) { ByteLease l = default; if (f.Odd) l = pool.Rent(f.Length); Console.WriteLine(f.Length); if (f.Odd) l.Return(); return 1; }
    public int C06(Plain p) { ByteLease l = default; if (p.IsLarge) l = pool.Rent(p.Size); Console.WriteLine(p.Size); if (p.IsLarge) l.Return(); return 1; }
    public int C07(Plain p) { ByteLease l = default; if (p.Init) l = pool.Rent(p.Size); Console.WriteLine(p.Size); if (!p.Init) return 2; l.Return(); return 1; }
    public int C08(Plain p) { ByteLease l = default; if (p.Size > 3) l = pool.Rent(p.Size); Console.WriteLine(p.Size); if (p.Size >= 4) l.Return(); return 1; }
    public int C09(Settings o) { ByteLease l = default; if (o.Kind == Kind.Large) l = pool.Rent(o.Size); Console.WriteLine(1); switch (o.Kind) { case Kind.Large: l.Return(); break; } return 1; }
    public int C10(Settings o) { ByteLease l = default; if (o is { Kind: Kind.Large }) l = pool.Rent(o.Size); Console.WriteLine(1); if (o.Kind is Kind.Large) l.Return(); return 1; }
    public int C11(Settings o) { ByteLease l = default; if (o is { Inner.Deep: true }) l = pool.Rent(o.Size); Console.WriteLine(1); if (o.Inner.Deep) l.Return(); return 1; }
    public int C12(Plain p) { ByteLease l = default; if (p.Mutable) l = pool.Rent(1); int r = p.Size; if (p.Mutable) l.Return(); return r; }
    public int C13() { ByteLease l = default; if (_flag) l = pool.Rent(1); Console.WriteLine(this); if (_flag) l.Return(); return 1; }
    public int C14() { ByteLease l = default; if (Flag) l = pool.Rent(1); Console.WriteLine(this); if (Flag) l.Return(); return 1; }
    public int C15(int n) { ByteLease l = default; if (IsLarge(n)) l = pool.Rent(n); Console.WriteLine(n); if (IsLarge(n)) l.Return(); return 1; }
    public int C16(int n) { ByteLease l = default; if (IsBig(n)) l = pool.Rent(n); Console.WriteLine(n); if (IsBig(n)) l.Return(); return 1; }
    public int C17(Stream s) { ByteLease l = default; if (s.CanSeek) l = pool.Rent(1); Console.WriteLine(1); if (s.CanSeek) l.Return(); return 1; }
    public int C18(string s) { ByteLease l = default; if (s.StartsWith("a", StringComparison.Ordinal)) l = pool.Rent(1); Console.WriteLine(1); if (s.StartsWith("a", StringComparison.Ordinal)) l.Return(); return 1; }
    public int C19((bool Large, int Length) t) { ByteLease l = default; if (t.Large) l = pool.Rent(t.Length); Console.WriteLine(1); if (t.Large) l.Return(); return 1; }
    public int C20(bool[] f) { ByteLease l = default; if (f[0]) l = pool.Rent(1); Console.WriteLine(1); if (f[0]) l.Return(); return 1; }
    public int C21(in Flags f) { ByteLease l = default; if (f.Large) l = pool.Rent(f.Length); try { Console.WriteLine(1); } finally { if (f.Large) l.Return(); } return 1; }
    public int C22(ref bool f) { ByteLease l = default; if (f) l = pool.Rent(1); Console.WriteLine(1); if (f) l.Return(); return 1; }
    public async Task<int> C23(Settings o, Stream s) { ByteLease l = default; if (o.Pooled) l = pool.Rent(1); await s.FlushAsync(); if (o.Pooled) l.Return(); return 1; }
    public int C24(Settings o) { ByteLease l = o.Pooled ? pool.Rent(o.Size) : default; Span<byte> b = o.Pooled ? l.Span : stackalloc byte[16]; b.Clear(); if (o.Pooled) l.Return(); return 1; }
    public int C25(Settings o) { ByteLease l = o.Size > 256 ? pool.Rent(o.Size) : default; Span<byte> b = o.Size > 256 ? l.Span : stackalloc byte[256]; b.Clear(); if (o.Size > 256) l.Return(); return 1; }
    public int C26(KeyValuePair<bool, int> p) { ByteLease l = default; if (p.Key) l = pool.Rent(p.Value); Console.WriteLine(1); if (p.Key) l.Return(); return 1; }
    public int C27() { ByteLease l = default; if (settings.Pooled) l = pool.Rent(1); Console.WriteLine(1); if (settings.Pooled) l.Return(); return 1; }
    public int C28() { ByteLease l = default; _flag = false; if (settings.Size > 3) { l = pool.Rent(1); _flag = true; } Console.WriteLine(1); if (_flag) l.Return(); return 1; }
    public int C29() { ByteLease l = default; if (_kind is Kind.Small or Kind.Large) l = pool.Rent(1); Console.WriteLine(1); if (_kind == Kind.Small || _kind == Kind.Large) l.Return(); return 1; }
    public int C30(Settings[] all) { ByteLease l = default; foreach (Settings o in all) { if (o.Pooled) l = pool.Rent(1); Console.WriteLine(o); if (o.Pooled) l.Return(); } return 1; }
    // Flags that may be null.
    public int N01(int n) { bool? rented = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented is true) l.Return(); return n; }
    public int N02(int n) { bool? rented = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented.HasValue) l.Return(); return n; }
    public int N03(int n) { bool? rented = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented ?? false) l.Return(); return n; }
    public int N04(int n) { bool? rented = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented.GetValueOrDefault()) l.Return(); return n; }
    public int N05(int n) { bool? rented = false; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented.Value) l.Return(); return n; }
    public int N06(int n) { bool? rented = false; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented != false) l.Return(); return n; }
    public int N07(int n) { int? size = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); size = 5; } if (size == 5) l.Return(); return n; }
    public int N08(int n) { int? size = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); size = n; } if (size is not null) l.Return(); return n; }
    public int N09(int n) { int? size = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); size = n; } if (size is int s) { l.Return(); n = s; } return n; }
    public int N10(int n) { Kind? kind = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); kind = Kind.Large; } if (kind == Kind.Large) l.Return(); return n; }
    public int N11(int n) { bool? rented = default; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented is null) return 1; l.Return(); return n; }
    public int N12(int n) { bool? rented = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); rented = true; } if (rented != true) return 1; l.Return(); return n; }
    public int N13(bool? f) { ByteLease l = default; if (f == true) l = pool.Rent(1); Console.WriteLine(1); if (f is true) l.Return(); return 1; }
    public int N14(bool? f) { ByteLease l = default; if (f ?? false) l = pool.Rent(1); Console.WriteLine(1); if (f == true) l.Return(); return 1; }
    public int N15() { ByteLease l = default; if (_maybe == true) l = pool.Rent(1); Console.WriteLine(1); if (_maybe is true) l.Return(); return 1; }
    public int N16(int n) { bool? done = null; var l = pool.Rent(n); if (n > 3) { l.Return(); done = true; } switch (done) { case null: l.Return(); break; case true: break; case false: break; } return n; }
    public int N17(int n) { string? name = null; ByteLease l = default; if (n > 3) { l = pool.Rent(n); name = "x"; } if (name is { Length: > 0 }) l.Return(); else l.Dispose(); return n; }
    public int N18(int? n) { ByteLease l = default; if (n is > 5) l = pool.Rent(1); Console.WriteLine(1); if (n > 5) l.Return(); return 1; }
    // A caught exception is not null, nor is what the compiler knows not to be.
    public void E01(Stream s) { Exception? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (Exception e) { error = e; l.Return(); } if (error is not null) throw error; l.Return(); }
    public void E02(Stream s) { Exception? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (Exception e) when (e is IOException or ObjectDisposedException) { error = e; l.Return(); } if (error == null) l.Return(); }
    public void E03(Stream s) { Exception? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { error ??= e; l.Return(); } if (error is null) l.Return(); }
    public void E04(Stream s) { object? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { error = e; l.Return(); } if (error is null) l.Return(); }
    public void E05(Stream s) { System.Runtime.ExceptionServices.ExceptionDispatchInfo? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { error = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e); l.Return(); } if (error is null) l.Return(); else error.Throw(); }
    public void E06(Stream s) { Exception? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { error = new InvalidOperationException("x", e); l.Return(); } if (error is null) l.Return(); }
    public void E07(Stream s) { string? error = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { error = e.Message; l.Return(); } if (error is null) l.Return(); }
    public void E08(string text) { string? found = null; var l = pool.Rent(1); if (text.Length > 3) { found = text; l.Return(); } if (found is null) l.Return(); }
    public async Task E09(Stream s) { Exception? error = null; var l = pool.Rent(1); try { await s.WriteAsync(l.Memory); } catch (Exception e) { error = e; l.Return(); } if (error is null) { l.Return(); return; } throw error; }
    public void E10(Stream s) { IOException? first = null; Exception? second = null; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException e) { first = e; second = first; l.Return(); } if (second is null) l.Return(); }
    public void E11(Stream s) { Exception? error = null; ByteLease l = default; try { l = pool.Rent(1); s.Write(l.Span); } catch (IOException e) { error = e; } finally { if (error is null) l.Dispose(); } if (error is not null) l.Dispose(); }
    public void E12(Stream s) { bool failed = false; var l = pool.Rent(1); try { s.Write(l.Span); } catch (IOException) { failed = true; l.Return(); } if (!failed) l.Return(); }
    // A pattern implies that it isn't null.
    public int P01(Settings? o) { ByteLease l = default; if (o is { Size: > 3 }) l = pool.Rent(1); if (o != null) l.Dispose(); return 1; }
    public int P02(Settings? o) { ByteLease l = default; if (o is { Inner.Maybe: null }) l = pool.Rent(1); if (o is null) return 1; l.Dispose(); return 1; }
    public int P03(Settings? o) { ByteLease l = default; if (o is (true, > 3, _)) l = pool.Rent(1); if (o is not null) l.Dispose(); return 1; }
    public int P04(string? s) { ByteLease l = default; if (s is ['a', ..]) l = pool.Rent(1); if (s is not null) l.Dispose(); return 1; }
    public int P05(object? o) { ByteLease l = default; if (o is string { Length: > 3 }) l = pool.Rent(1); if (o is string) l.Dispose(); return 1; }
    public int P06(object? o) { ByteLease l = default; if (o is Shape.Round or Shape.Square) l = pool.Rent(1); if (o is not null) l.Dispose(); return 1; }
    public int P07(Stream? s) { ByteLease l = default; if (s is { CanRead: true, Position: 0 }) l = pool.Rent(1); if (s is { }) l.Dispose(); return 1; }
    public int P08(int? n) { ByteLease l = default; if (n is > 3 and < 9) l = pool.Rent(1); if (n.HasValue) l.Dispose(); return 1; }
    public int P09(Settings? o) { ByteLease l = default; if (o?.Pooled == true) l = pool.Rent(1); if (o is not null) l.Dispose(); return 1; }
    public int P10(Settings? o) { ByteLease l = default; if (o is not null && o.Size > 3) l = pool.Rent(1); if (o is null) return 2; l.Dispose(); return 1; }
    public int P11(string? s) { ByteLease l = default; if (!string.IsNullOrEmpty(s)) l = pool.Rent(1); if (!string.IsNullOrEmpty(s)) l.Dispose(); return 1; }
    // Comparing with default.
    public int D01(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (!l.Equals(default(ByteLease))) l.Return(); return n; }
    public int D02(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (l != default) l.Return(); return n; }
    public int D03(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (l == default(ByteLease)) return 1; l.Return(); return n; }
    public int D04(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (!default(ByteLease).Equals(l)) l.Return(); return n; }
    public int D05(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (!EqualityComparer<ByteLease>.Default.Equals(l, default)) l.Return(); return n; }
    public int D06(int n) { ByteLease l = n > 256 ? pool.Rent(n) : default; if (!Equals(l, default(ByteLease))) l.Return(); return n; }
    public int D07(int n) { ByteLease? l = n > 256 ? pool.Rent(n) : null; if (!l.Equals(null)) l!.Value.Return(); return n; }
    public int D08(int n) { ByteLease l = new(); if (n > 3) l = pool.Rent(n); if (!l.Equals(new ByteLease())) l.Return(); return n; }
    public int D09(int n) { Allocator? a = n > 3 ? pool.Allocate(n) : null; if (!ReferenceEquals(a, null)) a.Return(); return n; }
}
