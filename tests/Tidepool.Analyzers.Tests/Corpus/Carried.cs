using Tidepool; using System.Buffers; using System.Net.Http; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
public sealed record Packet(int Id, Memory<byte> Data); public sealed record Owned(ByteLease Lease, Memory<byte> Data); public sealed class Box(Memory<byte> data) { public int Length { get; } = data.Length; }
public sealed class Node { public Memory<byte> Data; public Node(Memory<byte> data) { Data = data; } public Node() { } public void Reset() => Data = default; } public ref struct Cursor { public int Sum; public Cursor(Span<byte> rest) { foreach (byte b in rest) { Sum += b; } } }
public sealed class Message { public Memory<byte> Body { get; set; } public Action? Done { get; set; } public byte[]? Copy { get; set; } }
public sealed class Carried(BytePool pool)
{
    private Func<int>? _later; private event Action? Changed; private Timer? _timer; private readonly Memory<byte>[] _slots = new Memory<byte>[4]; private readonly List<Task> _tasks = []; private readonly List<(ByteLease, int)> _held = []; private ByteLease _lease; private readonly byte[] _bytes = new byte[9];
    private readonly Message _message = new(); private (ByteLease Lease, int Size) _pair; private int _first; private string? _text; private readonly Dictionary<int, int> _counts = []; private readonly Queue<ByteLease> _queue = [];
    private static void Use(ReadOnlySpan<byte> bytes) { } private static void Send(Packet p) { } private void Work() => Console.WriteLine(this); private static Task RunAsync(Func<Task> work) => work();
    // Tuples of leases: returned, swapped, given away.
    public void T01() { var (a, b) = (pool.Rent(1), pool.Rent(2)); a.Return(); b.Return(); }
    public void T02() { var pair = (pool.Rent(1), 5); pair.Item1.Return(); }
    public void T03() { var l = pool.Rent(1); _held.Add((l, 1)); }
    public void T04() { _held.Add((pool.Rent(1), 1)); }
    public (ByteLease, int) T05() { var l = pool.Rent(1); var t = (l, 5); return t; }
    public void T06() { _pair = (pool.Rent(1), 5); }
    public void T07() { var a = pool.Rent(1); var b = pool.Rent(2); (a, b) = (b, a); a.Return(); b.Return(); }
    public void T08() { var t = (pool.Rent(1), pool.Rent(2)); var (a, b) = t; a.Return(); b.Return(); }
    public void T09() { (ByteLease Lease, int N) t = default; t.Lease = pool.Rent(1); t.N = 2; t.Lease.Return(); }
    public void T10() { foreach (var (lease, size) in _held) { Use(lease.Span[..size]); lease.Return(); } }
    public void T11() { var l = pool.Rent(1); (_lease, _first) = (l, 1); }
    public int T12() { var l = pool.Rent(1); var (m, n) = (l.Memory.Length, 5); l.Return(); return m + n; }
    public byte T13() { var l = pool.Rent(1); var (b, n) = (l.Span[0], l.Length); l.Return(); return (byte)(b + n); }
    public (int, string) T14() { using var l = pool.Rent(1); return (l.Length, Encoding.UTF8.GetString(l.Span)); }
    public (byte[], int) T15() { using var l = pool.Rent(1); return (l.Span.ToArray(), 1); }
    public Task<(ByteLease, int)> T16() { var l = pool.Rent(1); return Task.FromResult((l, 1)); }
    // Tasks that are awaited first.
    public async Task W01(Stream x, Stream y) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(), u = y.WriteAsync(l.Memory).AsTask(); await Task.WhenAll(t, u); l.Return(); }
    public async Task W02(Stream x) { var l = pool.Rent(16); var all = new List<Task>(); for (int i = 0; i < 3; i++) { all.Add(x.WriteAsync(l.Memory).AsTask()); } await Task.WhenAll(all); l.Return(); }
    public void W03(Stream x) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(); t.Wait(); l.Return(); Console.WriteLine(t.IsCompleted); }
    public int W04(Stream x) { using var l = pool.Rent(16); return x.ReadAsync(l.Memory).AsTask().Result; }
    public async Task<int> W05(Stream x) { using var l = pool.Rent(16); return await x.ReadAsync(l.Memory).ConfigureAwait(false); }
    public async Task W06() { using var l = pool.Rent(16); await Task.Run(() => l.Span.Clear()); }
    public async Task W07(Stream x) { using var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(); Task delay = Task.Delay(5); if (await Task.WhenAny(t, delay) == delay) { await t; } }
    public async Task W08(Stream x) { using var l = pool.Rent(16); Task[] all = [x.WriteAsync(l.Memory).AsTask()]; foreach (Task t in all) { await t; } }
    public void W09() { using var l = pool.Rent(16); Parallel.For(0, 16, i => l.Span[i] = 1); }
    public void W10() { using var l = pool.Rent(16); using var done = new ManualResetEventSlim(); ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); done.Set(); }); done.Wait(); }
    public void W11() { using var l = pool.Rent(16); var t = new Thread(() => l.Span.Clear()); t.Start(); t.Join(); }
    public void W12() { var l = pool.Rent(16); ThreadPool.QueueUserWorkItem(_ => { l.Span.Clear(); l.Return(); }); }
    public async Task W13() { using var l = pool.Rent(16); var source = new TaskCompletionSource(); _ = Task.Run(() => { l.Span.Clear(); source.SetResult(); }); await source.Task; }
    public async Task W14(Stream s) { using var l = pool.Rent(16); await RunAsync(async () => await s.WriteAsync(l.Memory)); }
    public async Task W15(Stream s) { using var l = pool.Rent(16); ValueTask v = s.WriteAsync(l.Memory); if (!v.IsCompletedSuccessfully) { await v; } }
    public void W16(Stream s) { var l = pool.Rent(16); Task t = s.WriteAsync(l.Memory).AsTask(); t.ContinueWith(_ => l.Return()); }
    public async Task W17(Stream s) { var l = pool.Rent(16); Task t = s.WriteAsync(l.Memory).AsTask(); try { await t; } finally { l.Return(); } }
    public void W18(Stream s) { using var l = pool.Rent(16); s.WriteAsync(l.Memory).AsTask().GetAwaiter().GetResult(); }
    public async Task W19(Stream s) { using var l = pool.Rent(16); int n; while ((n = await s.ReadAsync(l.Memory)) > 0) { Use(l.Span[..n]); } }
    public async Task W20(Channel<byte[]> c) { using var l = pool.Rent(16); await c.Writer.WriteAsync(l.Span.ToArray()); }
    public void W21(Stream s) { var l = pool.Rent(16); _tasks.Add(s.WriteAsync(l.Memory).AsTask().ContinueWith(_ => l.Return())); }
    // References that end in time, and elements that are copies.
    public byte R01() { var l = pool.Rent(16); ref byte b = ref l.Span[0]; b = 1; byte copy = b; l.Return(); return copy; }
    public unsafe int R02() { var l = pool.Rent(16); int sum = 0; fixed (byte* p = l.Span) { sum = *p; } l.Return(); return sum; }
    public byte R03() { var l = pool.Rent(16); byte b = MemoryMarshal.GetReference(l.Span); l.Return(); return b; }
    public int R04() { var l = pool.Rent(16); int n = l.Span.IndexOf((byte)1); l.Return(); return n; }
    public byte R05() { var l = pool.Rent(16); ref byte b = ref l.Span[0]; l.Return(); b = ref _bytes[0]; return b; }
    public void R06() { var a = pool.Rent(1); ref ByteLease b = ref a; b.Return(); b = pool.Rent(2); a.Return(); }
    public void R07() { var a = pool.Rent(1); ref ByteLease b = ref a; b.Return(); }
    public unsafe int R08() { using var l = pool.Rent(16); using MemoryHandle h = l.Memory.Pin(); return *(byte*)h.Pointer; }
    public int R09() { var l = pool.Rent(16); int i = MemoryMarshal.Read<int>(l.Span); l.Return(); return i; }
    public byte R10() { var l = pool.Rent(16); byte[] copy = MemoryMarshal.TryGetArray<byte>(l.Memory, out var s) ? s.ToArray() : []; l.Return(); return copy[0]; }
    public ref byte R11() { using var l = pool.Rent(1); _bytes[0] = l.Span[0]; return ref _bytes[0]; }
    // Readers and copies.
    public string R20() { using var l = pool.Rent(8); using var d = JsonDocument.Parse(l.Memory); return d.RootElement.GetRawText(); }
    public JsonElement R21() { using var l = pool.Rent(8); using var d = JsonDocument.Parse(l.Memory); return d.RootElement.Clone(); }
    public int R22() { var l = pool.Rent(8); var r = new Utf8JsonReader(l.Span); int n = 0; while (r.Read()) { n++; } l.Return(); return n; }
    public int R23() { var l = pool.Rent(8); var c = new Cursor(l.Span); l.Return(); return c.Sum; }
    public Guid R24() { using var l = pool.Rent(16); return new Guid(l.Span); }
    public int[] R25(int[] items) { using var l = pool.Rent(8); return items.Select(i => (int)l.Span[i]).ToArray(); }
    public int R26(int[] items) { using var l = pool.Rent(8); return items.Sum(i => l.Span[i]); }
    public HttpContent R27() { using var l = pool.Rent(8); return new ByteArrayContent(l.Span.ToArray()); }
    public T? R28<T>() { using var l = pool.Rent(8); return JsonSerializer.Deserialize<T>(l.Span); }
    public long R29() { var q = pool.RentSequence(8); long n = 0; foreach (Memory<byte> m in q.Segments) { n += m.Length; } q.Return(); return n; }
    public System.Net.IPAddress R30() { using var l = pool.Rent(4); return new System.Net.IPAddress(l.Span); }
    public string R31() { using var l = pool.Rent(4); return string.Create(4, l, static (chars, lease) => chars.Fill((char)lease.Span[0])); }
    // Containers and objects that stay, or that let go in time.
    public void C01() { var l = pool.Rent(8); var list = new List<Memory<byte>> { l.Memory }; Use(list[0].Span); l.Return(); Console.WriteLine(list.Count); }
    public void C02() { var l = pool.Rent(8); var list = new List<Memory<byte>> { l.Memory }; l.Return(); list.Clear(); list.Add(_bytes); Use(list[0].Span); }
    public byte C03() { var a = pool.Rent(8); using var b = pool.Rent(8); Memory<byte>[] parts = [a.Memory, b.Memory]; a.Return(); return parts[1].Span[0]; }
    public List<Memory<byte>> C04() { using var l = pool.Rent(1); var list = new List<Memory<byte>>(); list.Add(l.Memory.ToArray()); return list; }
    public List<int> C05() { using var l = pool.Rent(1); return [l.Length, l.Span[0]]; }
    public void C06() { using var l = pool.Rent(1); Send(new Packet(1, l.Memory)); }
    public Owned C07() { var l = pool.Rent(1); return new Owned(l, l.Memory); }
    public Box C08() { using var l = pool.Rent(1); return new Box(l.Memory); }
    public void C09(Message m) { using var l = pool.Rent(1); m.Body = l.Memory; try { Console.WriteLine(m); } finally { m.Body = default; } }
    public void C10(Message m) { using var l = pool.Rent(1); m.Copy = l.Span.ToArray(); }
    public void C11() { using var l = pool.Rent(1); _slots[0] = l.Memory; Work(); _slots[0] = default; }
    public void C12() { using var l = pool.Rent(1); _message.Body = l.Memory; Work(); }
    public Node C13() { using var l = pool.Rent(1); var n = new Node(l.Memory); n.Reset(); return n; }
    public Node C14() { using var l = pool.Rent(1); var n = new Node(l.Memory); Use(n.Data.Span); n.Data = default; return n; }
    public Message C15() { using var l = pool.Rent(1); return new Message { Copy = l.Span.ToArray() }; }
    public Memory<byte>[] C16() { using var l = pool.Rent(1); Memory<byte>[] a = [l.Memory]; a[0] = _bytes; return a; }
    public void C17() { using var l = pool.Rent(1); var list = new List<Memory<byte>> { l.Memory }; foreach (Memory<byte> m in list) { Use(m.Span); } }
    public int C18() { using var l = pool.Rent(1); var d = new Dictionary<string, Memory<byte>> { ["a"] = l.Memory }; return d["a"].Length; }
    public void C19() { ByteLease[] all = [pool.Rent(1), pool.Rent(2)]; foreach (var l in all) { l.Return(); } }
    public byte C20(Memory<byte> other) { var l = pool.Rent(1); var p = new Packet(1, l.Memory); p = new Packet(2, other); l.Return(); return p.Data.Span[0]; }
    public byte C21(Memory<byte> other) { var l = pool.Rent(1); var p = new Packet(1, l.Memory); var q = p with { Data = other }; l.Return(); return q.Data.Span[0]; }
    public int C22() { var l = pool.Rent(1); var p = new Packet(7, l.Memory); l.Return(); return p.Id; }
    public void C23(List<Memory<byte>> parts) { using var l = pool.Rent(1); parts.Add(l.Memory); parts.RemoveAt(parts.Count - 1); }
    public Queue<Memory<byte>> C24() { using var l = pool.Rent(1); var q = new Queue<Memory<byte>>(); q.Enqueue(l.Memory); Use(q.Dequeue().Span); return q; }
    public string C25() { using var l = pool.Rent(1); var parts = new List<string>(); parts.Add(Encoding.UTF8.GetString(l.Span)); return parts[0]; }
    public void C26() { using var l = pool.Rent(1); _first = l.Span[0]; _text = Encoding.ASCII.GetString(l.Span); _counts[l.Span[0]] = 1; _bytes[0] = l.Span[0]; }
    public struct Slot { public Memory<byte> Data; } public void C27(Slot slot) { using var l = pool.Rent(1); slot.Data = l.Memory; Use(slot.Data.Span); }
    public bool C28(HashSet<int> seen) { using var l = pool.Rent(1); return seen.Add(l.Span[0]); }
    public byte C29() { var l = pool.Rent(8); Memory<byte>? m = l.Memory; byte b = m.Value.Span[0]; l.Return(); return m.HasValue ? b : (byte)0; }
    // Delegates, events, timers.
    public void D01() { using var l = pool.Rent(1); Action a = () => l.Span.Clear(); a(); }
    public void D02() { using var l = pool.Rent(1); Action a = () => l.Span.Clear(); Changed += a; Changed?.Invoke(); Changed -= a; }
    public void D03() { using var l = pool.Rent(1); using var timer = new Timer(_ => l.Span.Clear(), null, 0, 1); timer.Change(1, 1); }
    public void D04() { using var l = pool.Rent(1); _later = () => l.Span[0]; Work(); _later = null; }
    public Func<int> D05() { using var l = pool.Rent(1); byte first = l.Span[0]; return () => first; }
    public Action D06() { var l = pool.Rent(1); return () => l.Return(); }
    public Func<bool> D07() { using var l = pool.Rent(1); return () => l.IsReturned; }
    public void D08() { using var l = pool.Rent(1); _bytes.AsSpan().Sort((a, b) => l.Span[0] - a + b); }
    public int D09() { ByteLease l = pool.Rent(1); Func<int> f = () => l.Span[0]; l.Return(); l = pool.Rent(2); int r = f(); l.Return(); return r; }
    public void D10() { var l = pool.Rent(1); Changed += () => l.Span.Clear(); _lease = l; }
    public void D11() { var l = pool.Rent(1); _timer = new Timer(_ => l.Dispose(), null, 0, 1); }
    public void D12() { using var l = pool.Rent(1); Local(); void Local() => l.Span.Clear(); }
    public Func<ByteLease> D13() => () => pool.Rent(1);
    public Lazy<int> D14() { using var l = pool.Rent(1); int n = l.Length; return new Lazy<int>(() => n); }
    // An allocator that is used again.
    public void A01() { var a = pool.CreateAllocator(); Memory<byte> m = a.Allocate(10); Use(m.Span); a.Return(); m = a.Allocate(20); Use(m.Span); a.Return(); }
    public void A02() { using var a = pool.CreateAllocator(); for (int i = 0; i < 3; i++) { Memory<byte> m = a.Allocate(i); Use(m.Span); a.Return(); } }
}
