using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Programs that are compiled and run before and after a fix: what they print stays the same. A fix that would change it isn't offered.</summary>
[Trait("Requirement", "A1")]
[Trait("Requirement", "A7")]
public class FixedProgramsTests
{
    private const string Leak = "TIDE001";

    [Theory]
    [MemberData(nameof(FixablePrograms.Leaks), MemberType = typeof(FixablePrograms))]
    public async Task Fix_OfALeak_ChangesNothingElse(string members)
    {
        await FixedProgram.VerifyAsync<MakeUsingFix>(Leak, members);
        await FixedProgram.VerifyAsync<ReturnInFinallyFix>(Leak, members);
    }

    [Theory]
    [MemberData(nameof(FixablePrograms.RepeatedReturns), MemberType = typeof(FixablePrograms))]
    public Task Fix_OfAReturnThatCanRunTwice_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<ReturnInFinallyFix>("TIDE007", members);

    /// <summary>Something that refers to the bytes leaves the method, or could.</summary>
    [Theory]
    [InlineData("ReadOnlySequence<byte> Run(bool f) { SequenceLease l = Pool.RentSequence(4); if (f) { l.Return(); return default; } return l.Sequence; }")]
    [InlineData("ReadOnlyMemory<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } return l.Memory[1..]; }")]
    [InlineData("Span<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } return l.Span[1..]; }")]
    [InlineData("class Wrapped(ReadOnlyMemory<byte> m) : MemoryStream { public int N => m.Length; } Stream Run(bool f) { ByteLease l = Pool.Rent(4); if " +
        "(f) { l.Return(); return Stream.Null; } return new Wrapped(l.Memory); }")]
    [InlineData("IEnumerable<byte> Each(ReadOnlyMemory<byte> m) { for (int i = 0; i < m.Length; i++) { yield return m.Span[i]; } } IEnumerable<byte> " +
        "Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return []; } return Each(l.Memory); }")]
    [InlineData("ref byte Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return ref s_none; } return ref l.Span[0]; } static byte s_none;")]
    [InlineData("ref struct R(Span<byte> s) { public Span<byte> S = s; } R Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; " +
        "} return new R(l.Span); }")]
    [InlineData("record P(Memory<byte> D); P? Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return null; } return new P(l.Memory); }")]
    [InlineData("Task Run(bool f, Stream s) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return Task.CompletedTask; } return " +
        "s.WriteAsync(l.Memory).AsTask(); }")]
    [InlineData("void Run(bool f, Stream s) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } _ = s.WriteAsync(l.Memory); }")]
    [InlineData("unsafe byte* _p; unsafe void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } fixed (byte* p = l.Span) { _p = p; } }")]
    [InlineData("Memory<byte> _m; void Keep(Memory<byte> m) => _m = m; void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } " +
        "Keep(l.Memory); }")]
    [InlineData("Span<byte> Same(Span<byte> s) => s; Span<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } " +
        "Span<byte> t = Same(l.Span); return t; }")]
    [InlineData("void Run(bool f, List<Memory<byte>> list) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } var m = l.Memory; list.Add(m); }")]
    [InlineData("Func<int> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return () => 1; } var m = l.Memory; return () => m.Length; }")]
    [InlineData("void Run(bool f, ref Memory<byte> to) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } to = l.Memory; }")]
    [InlineData("(int, Memory<byte>) Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } return (1, l.Memory); }")]
    [InlineData("event Action? E; void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } var m = l.Memory; E += () => " +
        "m.Span.Clear(); }")]
    [InlineData("object Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return 1; } object o = l.Memory; return o; }")]
    [InlineData("Memory<byte> Run(bool f) { Memory<byte> outer = default; { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } outer = " +
        "l.Memory; } return outer; }")]
    [InlineData("void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { goto end; } l.Return(); end: Console.WriteLine(); }")]
    [InlineData("void Run(bool f) { if (f) { goto end; } ByteLease l = Pool.Rent(4); if (l.Length > 3) { return; } l.Return(); end: Console.WriteLine(); }")]
    [InlineData("void Run(int n) { switch (n) { case 1: ByteLease l = Pool.Rent(4); if (l.Length > 3) { return; } l.Return(); break; case 2: break; } }")]
    [InlineData("ArraySegment<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } " +
        "System.Runtime.InteropServices.MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)l.Memory, out var part); return part; }")]
    [InlineData("void Run(bool f, List<ArraySegment<byte>> list) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return; } " +
        "System.Runtime.InteropServices.MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)l.Memory, out var part); list.Add(part); }")]
    [InlineData("Stream Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return Stream.Null; } " +
        "System.Runtime.InteropServices.MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)l.Memory, out var part); return new MemoryStream(part.Array!); }")]
    [InlineData("ReadOnlySequence<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } var reader = " +
        "System.IO.Pipelines.PipeReader.Create(new ReadOnlySequence<byte>(l.Memory)); reader.TryRead(out var read); return read.Buffer; }")]
    [InlineData("async Task<ReadOnlySequence<byte>> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { l.Return(); return default; } var reader = " +
        "System.IO.Pipelines.PipeReader.Create(new ReadOnlySequence<byte>(l.Memory)); return (await reader.ReadAsync()).Buffer; }")]
    [InlineData("static void Same(Memory<byte> from, out Memory<byte> to) => to = from; Memory<byte> Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { " +
        "l.Return(); return default; } Same(l.Memory, out Memory<byte> view); return view; }")]
    public async Task Lease_WhoseReturnCantBeMoved_IsLeftAlone(string members)
    {
        await FixVerifier.VerifyNoneAsync<MakeUsingFix>(Leak, members);
        await FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>(Leak, members);
    }

    /// <summary>Code that follows a return that would move to the end.</summary>
    [Theory]
    [InlineData("void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); ByteLease next = Pool.Rent(4); next.Return(); }")]
    [InlineData("void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); Pool.Dispose(); }")]
    [InlineData("long Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return 0; } l.Return(); return Pool.GetStatistics().BytesHeld; }")]
    [InlineData("bool Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return false; } l.Return(); return l.IsReturned; }")]
    [InlineData("void Other() { } void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); Other(); }")]
    [InlineData("async Task Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); await Task.Yield(); }")]
    [InlineData("void Run(bool f, Action a) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); a(); }")]
    [InlineData("void Run(bool f, Action a) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); a.Invoke(); }")]
    [InlineData("event Action? E; void Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return; } l.Return(); E?.Invoke(); }")]
    [InlineData("long Held => Pool.GetStatistics().BytesHeld; long Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return 0; } l.Return(); return Held; }")]
    [InlineData("void Add(int i) => Pool.Trim(); void Run(List<int> n) { ByteLease l = Pool.Rent(4); if (n.Count > 9) { return; } l.Return(); " +
        "n.ForEach(Add); }")]
    [InlineData("public override string ToString() => $\"{Pool.GetStatistics()}\"; string Run(bool f) { ByteLease l = Pool.Rent(4); if (f) { return \"\"; " +
        "} l.Return(); return $\"{this}\"; }")]
    [InlineData("class D(Test t) : IDisposable { public void Dispose() => t.Pool.Trim(); } void Run() { ByteLease l = Pool.Rent(4); using D d = " +
        "new(this); if (l.Length > 9) { return; } l.Return(); }")]
    [InlineData("class D(Test t) : IDisposable { public void Dispose() => t.Pool.Trim(); } void Run() { ByteLease l = Pool.Rent(4); using (D d = " +
        "new(this)) { if (l.Length > 9) { return; } l.Return(); } }")]
    [InlineData("struct O { public static O operator +(O o, Test t) { t.Pool.Trim(); return o; } } O Run(O o) { ByteLease l = Pool.Rent(4); if (l.Length " +
        "> 9) { return o; } l.Return(); return o + this; }")]
    [InlineData("class C(Test t) { public IEnumerator<int> GetEnumerator() { t.Pool.Trim(); yield break; } } void Run(C c) { ByteLease l = Pool.Rent(4); " +
        "if (l.Length > 9) { return; } l.Return(); foreach (int i in c) { } }")]
    [InlineData("void Run(bool f) { ByteLease l = Pool.Rent(4); while (!f) { if (Pool.TryRent(4, out ByteLease m)) { m.Return(); } l.Return(); return; } }")]
    public Task Return_ThatIsNoticedWhereItIs_IsNotMoved(string members) => FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>(Leak, members);

    /// <summary>An object disposed after the last return may look at the pool: then that return stays.</summary>
    [Theory]
    [InlineData("D d = new(this);", "")]
    [InlineData("D d = new(this), e = new(this);", "")]
    public Task Fix_OfALeakWithAnotherUsing_LeavesTheLastReturnWhereItIs(string declaration, string rest) =>
        FixedProgram.VerifyAsync<MakeUsingFix>(Leak, $$"""
        string _log = ""; class D(Test t) : IDisposable { public void Dispose() => t._log += t.Pool.GetStatistics().Rented; }
        string Run() { Inner(); return _log; }
        void Inner() { ByteLease l = Pool.Rent(4); using {{declaration}} {{rest}} if (l.Length > 9) { return; } l.Return(); }
        """);

    /// <summary>A copy doesn't include later writes.</summary>
    [Theory]
    [InlineData("Memory<byte> View; void Run() { using var l = Pool.Rent(4); View = l.Memory; l.Span.Fill(7); }")]
    [InlineData("Memory<byte> View; void Run(Stream s) { using var l = Pool.Rent(4); Memory<byte> m = l.Memory; View = m; s.ReadExactly(m.Span); }")]
    [InlineData("void Run(List<Memory<byte>> list) { using var l = Pool.Rent(4); for (int i = 0; i < 2; i++) { l.Span.Fill(7); list.Add(l.Memory); } }")]
    public Task Bytes_ThatAreWrittenLater_AreNotCopied(string members) => FixVerifier.VerifyNoneAsync<CopyFix>("TIDE004", members);

    /// <summary>A pool that all calls share has different statistics and limits.</summary>
    [Theory]
    [InlineData("long Run() { BytePool p = new(16, 64, 4); using var l = p.Rent(3); return p.GetStatistics().Rented; }")]
    [InlineData("int Run() { BytePool p = new(16, 64, 4); using var l = p.Rent(3); return p.GetOutstanding().Count; }")]
    [InlineData("bool Run() { BytePool p = new(16, 64, 4); p.MaxTotalBytes = 16; using var l = p.Rent(3); bool b = p.TryRent(3, out var m); m.Dispose(); " +
        "return b; }")]
    public Task Pool_ThatIsAskedForMore_StaysOfOneCall(string members) => FixVerifier.VerifyNoneAsync<PoolFieldFix>("TIDE009", members);
}
