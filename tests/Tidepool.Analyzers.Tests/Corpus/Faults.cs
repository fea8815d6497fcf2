using Tidepool; using System.Buffers; using System.Net.Http; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Text; using System.Text.Json; using System.Threading.Channels;
namespace Corpus;
public sealed record Packet(int Id, Memory<byte> Data); public readonly record struct Part(Memory<byte> Data); public sealed class Box(Memory<byte> data) { public Memory<byte> Data { get; } = data; }
public sealed class Node { public Memory<byte> Data; public Node? Next; public Node(Memory<byte> data) { Data = data; } public Node() { } } public ref struct Cursor { public Span<byte> Rest; public Cursor(Span<byte> rest) { Rest = rest; } }
public sealed class Message { public Memory<byte> Body { get; set; } public Action? Done { get; set; } }
public sealed class Faults(BytePool pool)
{
    private Func<int>? _later; private event Action? Changed; private Timer? _timer; private readonly Memory<byte>[] _slots = new Memory<byte>[4]; private static Action? s_done; private readonly List<Task> _tasks = []; private Task? _task;
    private readonly Message _message = new(); private Packet? _packet; private object? _object; private Memory<byte>[]? _array; private readonly List<Action> _actions = []; private readonly Dictionary<string, Memory<byte>> _byName = []; private (Memory<byte> Data, int Id) _pair; private unsafe byte* _pointer; private nint _address;
    // Tuples and deconstruction.
    public int T01() { (ByteLease a, ByteLease b) = (pool.Rent(1), pool.Rent(2)); a.Return(); return b.Length; } // TIDE001
    public int T02() { var pair = (pool.Rent(1), pool.Rent(2)); pair.Item1.Return(); return pair.Item2.Length; } // TIDE001
    public int T03() { (ByteLease Lease, int Count) pair = (pool.Rent(1), 5); return pair.Lease.Length; } // TIDE001
    public int T04() { ByteLease a, b; (a, b) = (pool.Rent(1), pool.Rent(2)); b.Return(); return a.Length; } // TIDE001
    public void T05() { var a = pool.Rent(1); var t = (a, 1); t.a.Return(); a.Return(); } // TIDE003
    public byte T06() { var l = pool.Rent(1); var (m, n) = (l.Memory, 5); l.Return(); return m.Span[n]; } // TIDE002
    public byte T07() { var l = pool.Rent(1); var t = (l.Memory, 5); l.Return(); return t.Memory.Span[0]; } // TIDE002
    public byte T08() { var l = pool.Rent(1); (Memory<byte> m, (int i, Memory<byte> n)) = (default(Memory<byte>), (1, l.Memory)); l.Return(); return n.Span[i]; } // TIDE002
    public (int, (Memory<byte>, int)) T09() { using var l = pool.Rent(1); return (1, (l.Memory, 2)); } // TIDE004
    public byte T10() { var l = pool.Rent(1); var p = new Packet(1, l.Memory); var (_, data) = p; l.Return(); return data.Span[0]; } // TIDE002
    public void T11() { var a = pool.Rent(1); var (x, _) = (a, 1); x.Return(); a.Return(); } // TIDE006
    public void T12() { using var l = pool.Rent(1); _pair = (l.Memory, 1); } // TIDE004
    public void T13() { using var l = pool.Rent(1); _pair.Data = l.Memory; } // TIDE004
    // Tasks and waiting.
    public async Task W01(Stream x, Stream y) { var l = pool.Rent(16); Task[] all = [x.WriteAsync(l.Memory).AsTask(), y.WriteAsync(l.Memory).AsTask()]; l.Return(); await Task.WhenAll(all); } // TIDE002
    public async Task W02(Stream x) { var l = pool.Rent(16); var all = new List<Task>(); all.Add(x.WriteAsync(l.Memory).AsTask()); l.Return(); await Task.WhenAll(all); } // TIDE002
    public async Task W03(Stream x) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(); l.Return(); await Task.WhenAny(t, Task.Delay(1)); } // TIDE002
    public void W04(Stream x, Stream y) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(), u = y.WriteAsync(l.Memory).AsTask(); l.Return(); Task.WaitAll(t, u); } // TIDE002
    public int W05(Stream x) { var l = pool.Rent(16); Task<int> t = x.ReadAsync(l.Memory).AsTask(); l.Return(); return t.Result; } // TIDE002
    public int W06(Stream x) { var l = pool.Rent(16); ValueTask<int> t = x.ReadAsync(l.Memory); l.Return(); return t.GetAwaiter().GetResult(); } // TIDE002
    public void W07(Stream x) { var l = pool.Rent(16); Task t = x.WriteAsync(l.Memory).AsTask(); l.Return(); t.Wait(TimeSpan.FromSeconds(1)); } // TIDE002
    public async Task W08() { var l = pool.Rent(16); Task t = Task.Run(() => l.Span.Clear()); l.Return(); await t; } // TIDE002
    public async Task W09() { var l = pool.Rent(16); Task t = Task.Factory.StartNew(() => l.Span.Clear()); l.Return(); await t.ConfigureAwait(false); } // TIDE002
    public Task W10(Stream x, Stream y) { using var l = pool.Rent(16); return Task.WhenAll(x.WriteAsync(l.Memory).AsTask(), y.WriteAsync(l.Memory).AsTask()); } // TIDE004
    public Task W11(Stream x) { using var l = pool.Rent(16); return x.WriteAsync(l.Memory).AsTask().ContinueWith(_ => Console.WriteLine()); } // TIDE004
    public void W12(Stream x) { using var l = pool.Rent(16); _tasks.Add(x.WriteAsync(l.Memory).AsTask()); } // TIDE004
    public void W13(Stream x) { using var l = pool.Rent(16); _task = Task.Run(() => x.Write(l.Span)); } // TIDE004
    // References, arrays, pointers.
    public byte R01() { var l = pool.Rent(16); ref byte b = ref l.Span.GetPinnableReference(); l.Return(); return b; } // TIDE002
    public byte R02() { var l = pool.Rent(16); ref byte b = ref Unsafe.Add(ref MemoryMarshal.GetReference(l.Span), 1); l.Return(); return b; } // TIDE002
    public int R03() { var l = pool.Rent(16); ref int i = ref MemoryMarshal.AsRef<int>(l.Span); l.Return(); return i; } // TIDE002
    public byte R04() { var l = pool.Rent(16); ref readonly byte b = ref l.Span[1]; l.Return(); return b; } // TIDE002
    public byte R05() { var l = pool.Rent(16); if (MemoryMarshal.TryGetArray<byte>(l.Memory, out var s)) { l.Return(); return s.Array![s.Offset]; } l.Return(); return 0; } // TIDE002
    public byte R06() { var l = pool.Rent(16); MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)l.Memory, out var s); l.Return(); return s.AsSpan()[0]; } // TIDE002
    public unsafe byte R07() { var l = pool.Rent(16); fixed (byte* p = &l.Span[0]) { l.Return(); return p[1]; } } // TIDE002
    public unsafe byte R08() { var l = pool.Rent(16); byte* p = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(l.Span)); l.Return(); return *p; } // TIDE002
    public unsafe byte R09() { var l = pool.Rent(16); using MemoryHandle h = l.Memory.Pin(); l.Return(); return *(byte*)h.Pointer; } // TIDE002
    public unsafe byte R10() { var l = pool.Rent(16); fixed (byte* p = l.Span) { byte* q = p + 1; l.Return(); return *q; } } // TIDE002
    public ref byte R11() { using var l = pool.Rent(1); return ref MemoryMarshal.GetReference(l.Span); } // TIDE004
    public ref byte R12() { using var l = pool.Rent(1); ref byte b = ref l.Span[0]; return ref b; } // TIDE004
    public ref readonly byte R13() { using var l = pool.Rent(1); Span<byte> s = l.Span; return ref s[0]; } // TIDE004
    public unsafe void R14() { using var l = pool.Rent(1); fixed (byte* p = l.Span) { _pointer = p; } } // TIDE004
    public unsafe void R15() { using var l = pool.Rent(1); fixed (byte* p = l.Span) { _address = (nint)p; } } // TIDE004
    public unsafe byte* R16() { using var l = pool.Rent(1); fixed (byte* p = l.Span) { return p; } } // TIDE004
    public void R17() { var a = pool.Rent(1); ref ByteLease b = ref a; b.Return(); a.Return(); } // TIDE006
    public int R18() { var a = pool.Rent(1); ref ByteLease b = ref a; b.Return(); return a.Length; } // TIDE002
    public int R19() { ByteLease a = default; ref ByteLease b = ref a; b = pool.Rent(1); return a.Length; } // TIDE001
    public void R20() { Span<int> ints; { var l = pool.Rent(16); ints = MemoryMarshal.Cast<byte, int>(l.Span); l.Return(); } ints[0] = 1; } // TIDE002
    // Enumerators and readers.
    public int E01() { var l = pool.Rent(8); var e = l.Span.Split((byte)1); l.Return(); return e.MoveNext() ? 1 : 0; } // TIDE002
    public bool E02() { var l = pool.Rent(8); var e = new ReadOnlySequence<byte>(l.Memory).GetEnumerator(); l.Return(); return e.MoveNext(); } // TIDE002
    public bool E03() { var l = pool.Rent(8); var r = new SequenceReader<byte>(new ReadOnlySequence<byte>(l.Memory)); l.Return(); return r.TryRead(out _); } // TIDE002
    public int E04() { var l = pool.Rent(8); using var d = JsonDocument.Parse(l.Memory); l.Return(); return d.RootElement.GetInt32(); } // TIDE002
    public JsonDocument E05() { using var l = pool.Rent(8); return JsonDocument.Parse(l.Memory); } // TIDE004
    public byte E06() { var l = pool.Rent(8); var c = new Cursor(l.Span); l.Return(); return c.Rest[0]; } // TIDE002
    public ReadOnlyMemoryContent E07() { using var l = pool.Rent(8); return new ReadOnlyMemoryContent(l.Memory); } // TIDE004
    public int E08() { var q = pool.RentSequence(8); var s = q.Segments; q.Return(); foreach (var m in s) { return m.Span[0]; } return 0; } // TIDE002
    public int E09() { var q = pool.RentSequence(8); var s = q.Sequence.Slice(1); q.Return(); return s.FirstSpan[0]; } // TIDE002
    public IEnumerable<int> E10(int[] items) { using var l = pool.Rent(8); return items.Select(i => (int)l.Span[i]); } // TIDE004
    public Span<byte> E11() { using var l = pool.Rent(8); return l.Span.TrimEnd((byte)0); } // TIDE004
    // Containers, records, other objects.
    public byte C01() { var l = pool.Rent(8); Memory<byte>[] a = [l.Memory]; l.Return(); return a[0].Span[0]; } // TIDE002
    public byte C02() { var l = pool.Rent(8); var a = new Memory<byte>[2]; a[0] = l.Memory; l.Return(); return a[0].Span[0]; } // TIDE002
    public byte C03() { var l = pool.Rent(8); var list = new List<Memory<byte>>(); list.Add(l.Memory); l.Return(); return list[0].Span[0]; } // TIDE002
    public byte C04() { var l = pool.Rent(8); var q = new Queue<Memory<byte>>(); q.Enqueue(l.Memory); l.Return(); return q.Dequeue().Span[0]; } // TIDE002
    public byte C05() { var l = pool.Rent(8); var d = new Dictionary<int, Memory<byte>> { [1] = l.Memory }; l.Return(); return d[1].Span[0]; } // TIDE002
    public byte C06() { var l = pool.Rent(8); List<Memory<byte>> list = [l.Memory]; l.Return(); foreach (var m in list) { return m.Span[0]; } return 0; } // TIDE002
    public byte C07() { var l = pool.Rent(8); var p = new Packet(1, l.Memory); l.Return(); return p.Data.Span[0]; } // TIDE002
    public byte C08() { var l = pool.Rent(8); var p = new Part(l.Memory); l.Return(); return p.Data.Span[0]; } // TIDE002
    public byte C09() { var l = pool.Rent(8); var n = new Node { Data = l.Memory }; l.Return(); return n.Data.Span[0]; } // TIDE002
    public byte C10() { var l = pool.Rent(8); var list = new List<Memory<byte>> { l.Memory }; l.Return(); return list.First().Span[0]; } // TIDE002
    public List<Memory<byte>> C11() { using var l = pool.Rent(1); return [l.Memory]; } // TIDE004
    public List<Memory<byte>> C12() { using var l = pool.Rent(1); var list = new List<Memory<byte>>(); list.Add(l.Memory); return list; } // TIDE004
    public IReadOnlyList<Memory<byte>> C13() { using var l = pool.Rent(1); return new[] { l.Memory }; } // TIDE004
    public Packet C14() { using var l = pool.Rent(1); var p = new Packet(1, l.Memory); return p; } // TIDE004
    public Box C15() { using var l = pool.Rent(1); return new(l.Memory); } // TIDE004
    public Node C16() { using var l = pool.Rent(1); return new Node(l.Memory); } // TIDE004
    public Node C17() { using var l = pool.Rent(1); return new Node { Data = l.Memory }; } // TIDE004
    public Message C18() { using var l = pool.Rent(1); Message m = new(); m.Body = l.Memory; return m; } // TIDE004
    public void C19(Message m) { ByteLease l = pool.Rent(1); m.Body = l.Memory; l.Return(); } // TIDE004
    public void C20() { using var l = pool.Rent(1); _message.Body = l.Memory; } // TIDE004
    public void C21() { using var l = pool.Rent(1); _packet = new Packet(1, l.Memory); } // TIDE004
    public void C22() { using var l = pool.Rent(1); _object = l.Memory; } // TIDE004
    public void C23() { using var l = pool.Rent(1); _array = [l.Memory]; } // TIDE004
    public void C24(Memory<byte>[] slots) { using var l = pool.Rent(1); slots[1] = l.Memory; } // TIDE004
    public void C25() { using var l = pool.Rent(1); _byName["a"] = l.Memory; } // TIDE004
    public Packet C26(Packet old) { using var l = pool.Rent(1); return old with { Data = l.Memory }; } // TIDE004
    public (Packet, int) C27() { using var l = pool.Rent(1); return (new Packet(1, l.Memory), 2); } // TIDE004
    public KeyValuePair<int, Memory<byte>> C28() { using var l = pool.Rent(1); return new(1, l.Memory); } // TIDE004
    public object C29() { using var l = pool.Rent(1); return l.Memory; } // TIDE004
    public Memory<byte>? C30() { using var l = pool.Rent(1); return l.Memory; } // TIDE004
    public void C31(out Packet p) { using var l = pool.Rent(1); p = new Packet(1, l.Memory); } // TIDE004
    public bool C32(out Memory<byte>[] parts) { using var l = pool.Rent(1); parts = [l.Memory]; return true; } // TIDE004
    public byte C33() { var l = pool.Rent(8); Memory<byte>? m = l.Memory; l.Return(); return m is { } n ? n.Span[0] : (byte)0; } // TIDE002
    public byte C34() { var l = pool.Rent(8); object o = l.Memory; l.Return(); return ((Memory<byte>)o).Span[0]; } // TIDE002
    public void C35(Node n) { using var l = pool.Rent(1); n.Next!.Data = l.Memory; } // TIDE004
    // Delegates, events, timers.
    public Action D01() { using var l = pool.Rent(1); return () => l.Span.Clear(); } // TIDE004
    public Func<int> D02() { using var l = pool.Rent(1); return Count; int Count() => l.Span[0]; } // TIDE004
    public void D03() { using var l = pool.Rent(1); s_done = () => l.Span.Clear(); } // TIDE004
    public void D04() { using var l = pool.Rent(1); _actions.Add(() => l.Span.Clear()); } // TIDE004
    public void D05() { using var l = pool.Rent(1); Changed += () => l.Span.Clear(); } // TIDE004
    public void D06() { using var l = pool.Rent(1); Changed += OnChanged; void OnChanged() => l.Span.Clear(); } // TIDE004
    public void D07() { using var l = pool.Rent(1); _timer = new Timer(_ => l.Span.Clear(), null, 0, 1); } // TIDE004
    public void D08(Message m) { using var l = pool.Rent(1); m.Done = () => l.Span.Clear(); } // TIDE004
    public void D09() { using var l = pool.Rent(1); var m = l.Memory; Action a = () => m.Span.Clear(); _later = () => { a(); return 1; }; } // TIDE004
    public int D10() { var l = pool.Rent(1); Func<int> f = () => l.Span[0]; l.Return(); return f(); } // TIDE002
    public Func<Task> D11(Stream s) { using var l = pool.Rent(1); return async () => await s.WriteAsync(l.Memory); } // TIDE004
    public Lazy<int> D12() { using var l = pool.Rent(1); return new Lazy<int>(() => l.Span[0]); } // TIDE004
    public Task D13() { using var l = pool.Rent(1); return Task.Run(async () => { await Task.Yield(); l.Span.Clear(); }); } // TIDE004
    public void D14(AppDomain domain) { using var l = pool.Rent(1); domain.ProcessExit += (_, _) => l.Span.Clear(); } // TIDE004
    // Begun and let go of.
    public void B01(Stream s) { using var l = pool.Rent(1); _ = s.WriteAsync(l.Memory); } // TIDE010
    public void B02() { using var l = pool.Rent(1); Task.Run(() => l.Span.Clear()); } // TIDE010
    public void B03() { using var l = pool.Rent(1); ThreadPool.QueueUserWorkItem(_ => l.Span.Clear()); } // TIDE010
    public void B04() { using var l = pool.Rent(1); new Thread(() => l.Span.Clear()).Start(); } // TIDE010
    public void B05() { using var l = pool.Rent(1); var m = l.Memory; var t = new Thread(() => m.Span.Clear()); t.Start(); } // TIDE010
    public void B06(Stream s) { var l = pool.Rent(1); Task t = s.WriteAsync(l.Memory).AsTask(); l.Return(); } // TIDE010
    private static async void Fire(Memory<byte> m) { await Task.Yield(); m.Span.Clear(); } public void B07() { using var l = pool.Rent(1); Fire(l.Memory); } // TIDE010
    public void B08(Stream s) { var l = pool.Rent(1); try { _ = s.WriteAsync(l.Memory).AsTask(); } finally { l.Return(); } } // TIDE010
    public async Task B09(Stream s) { await Task.Yield(); using var l = pool.Rent(1); _ = s.WriteAsync(l.Memory).AsTask(); } // TIDE010
    public void B10(Stream s) { for (int i = 0; i < 3; i++) { using var l = pool.Rent(1); _ = Task.Run(() => s.Write(l.Span)); } } // TIDE010
    public void B11() { using var l = pool.Rent(1); Parallel.ForEachAsync(new int[3], async (i, c) => { await Task.Yield(); l.Span[i] = 1; }); } // TIDE010
    // Allocators.
    public int A01() { using var a = pool.Allocate(10); Memory<byte> old = a.Memory; a.Return(); a.Allocate(20); return old.Span[0]; } // TIDE002
    public int A02() { var a = pool.CreateAllocator(); Span<byte> old = a.Allocate(10).Span; a.Return(); a.Allocate(20); int r = old[0]; a.Return(); return r; } // TIDE002
}
