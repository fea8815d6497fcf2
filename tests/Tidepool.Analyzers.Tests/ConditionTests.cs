using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>Conditions that have the same outcome twice: impossible paths aren't reported.</summary>
[Trait("Requirement", "A1")]
public class ConditionTests
{
    private const string States = "enum State { None, Rented, Gone } ";

    [Theory]
    [InlineData("bool a, bool b", "a || b")]
    [InlineData("bool a, bool b, bool c", "a || b || c")]
    [InlineData("bool a, bool b, bool c, bool d", "a || b || c || d")]
    [InlineData("int k", "k == 1 || k == 2")]
    [InlineData("string k", "k == \"a\" || k == \"b\"")]
    [InlineData("int k, int m", "k > 1 || m > 2")]
    public Task Alternatives_AskedTwice_ComeOutAlike(string parameters, string test) => VerifyAsync(parameters, test, test);

    [Theory]
    [InlineData("object? a", "a is not null")]
    [InlineData("string? a", "a is { }")]
    [InlineData("int a", "a is 1 or 2")]
    [InlineData("int n", "n is > 3 and < 10")]
    [InlineData("int n", "n is > 3")]
    [InlineData("nint n", "n is not 0")]
    [InlineData("object o", "o is string")]
    [InlineData("State s", "s is State.Rented or State.Gone")]
    [InlineData("string? s", "s is { Length: > 5 }")]
    [InlineData("int n", "-n > 1")]
    [InlineData("TimeSpan t", "t > TimeSpan.Zero")]
    [InlineData("string? s", "!string.IsNullOrEmpty(s)")]
    [InlineData("int k, int m", "Math.Max(k, m) > 5")]
    [InlineData("CancellationToken c", "c.CanBeCanceled")]
    [InlineData("FileOptions o", "o.HasFlag(FileOptions.Asynchronous)")]
    public Task Test_AskedTwice_ComesOutAlike(string parameters, string test) => VerifyAsync(parameters, test, test);

    [Theory]
    [InlineData("object? a", "a is null", "a == null")]
    [InlineData("object? a", "a is not null", "a != null")]
    [InlineData("string? a", "a is { } found", "a is not null")]
    [InlineData("int? a", "a is int found", "a.HasValue")]
    [InlineData("object? a", "a is string found", "a is string")]
    [InlineData("int a", "a is 1", "a == 1")]
    [InlineData("char a", "a is 'x'", "a == 'x'")]
    [InlineData("State s", "s is State.Rented", "s == State.Rented")]
    [InlineData("int n", "10 < n", "n > 10")]
    [InlineData("int n", "n >= 11", "n > 10")]
    [InlineData("int n, int m", "n < m", "m > n")]
    [InlineData("int n, int m", "n >= m", "m <= n")]
    [InlineData("int n, int m", "n == m", "m == n")]
    [InlineData("bool b", "b == true", "b")]
    [InlineData("bool b", "b is true", "b")]
    [InlineData("bool b", "b == false", "!b")]
    [InlineData("int n", "n > 10", "!(n <= 10)")]
    public async Task Test_SpeltDifferently_ComesOutAlike(string parameters, string one, string other)
    {
        await VerifyAsync(parameters, one, other);
        await VerifyAsync(parameters, other, one);
    }

    [Theory]
    [InlineData("bool has = text is not null; ByteLease lease = default; if (has) lease = Pool.Rent(5); if (text is not null) lease.Return();")]
    [InlineData("bool has = text is not null; ByteLease lease = default; if (text is not null) lease = Pool.Rent(5); if (has) lease.Return();")]
    [InlineData("ByteLease lease = default; switch (k) { case 1: case 2: lease = Pool.Rent(5); break; } switch (k) { case 1: case 2: lease.Return(); break; }")]
    [InlineData("ByteLease lease = default; switch (k) { case 1: lease = Pool.Rent(5); break; } if (k == 1) lease.Return();")]
    [InlineData("ByteLease lease = k switch { 1 => Pool.Rent(5), _ => default }; if (k == 1) lease.Return();")]
    [InlineData("ByteLease lease = default; if (k > 10) lease = Pool.Rent(5); if (k < 3) return; if (k > 10) lease.Return();")]
    [InlineData("ByteLease lease = default; if (k == 1) lease = Pool.Rent(5); if (k == 2) return; if (k != 1) return; lease.Return();")]
    [InlineData("int? length = text?.Length; ByteLease lease = default; if (text is not null) lease = Pool.Rent(5); string? copy = text?.Trim(); if (text " +
        "is null) return; lease.Return();")]
    public Task Test_OfAnotherForm_IsUnderstood(string body) => Verifier.VerifyMembersAsync($"void Run(string? text, int k) {{ {body} }}");

    [Theory]
    [InlineData("ReadOnlySequence<byte> q", "q.IsSingleSegment")]
    [InlineData("ReadOnlySequence<byte> q", "q.IsEmpty")]
    [InlineData("ReadOnlySequence<byte> q", "q.Length > 5")]
    [InlineData("int? n", "n.HasValue")]
    [InlineData("Memory<byte> m", "m.IsEmpty")]
    [InlineData("ReadOnlyMemory<byte> m", "m.Length == 0")]
    [InlineData("ReadOnlySpan<byte> s", "s.IsEmpty")]
    [InlineData("Span<byte> s", "s.Length > 3")]
    [InlineData("in ReadOnlySequence<byte> q", "q.IsSingleSegment")]
    public Task Property_ThatIsFixed_ComesOutAlike(string parameters, string test) => VerifyAsync(parameters, test, test);

    [Theory]
    [InlineData("int state = 0; ByteLease lease = default; if (flag) { lease = pool.Rent(5); state = 1; } Console.WriteLine(); if (state == 1) " +
        "lease.Return();")]
    [InlineData("int state = 0; ByteLease lease = default; try { lease = pool.Rent(5); state = 1; Console.WriteLine(); } finally { if (state == 1) " +
        "lease.Return(); }")]
    [InlineData("State state = State.None; ByteLease lease = default; if (Ask()) { lease = pool.Rent(5); state = State.Rented; } switch (state) { case " +
        "State.Rented: lease.Return(); break; }")]
    [InlineData("string? error = null; ByteLease lease = pool.Rent(5); if (Ask()) { error = \"x\"; lease.Return(); } if (error != null) return; " +
        "lease.Return();")]
    [InlineData("string? error = null; ByteLease lease = pool.Rent(5); if (Ask()) { error = $\"{size}\"; lease.Return(); } if (error is not null) return; " +
        "lease.Return();")]
    [InlineData("object? result = null; ByteLease lease = pool.Rent(5); if (Ask()) { result = new object(); lease.Return(); } if (result is not null) " +
        "return; lease.Return();")]
    [InlineData("byte[]? result = null; ByteLease lease = pool.Rent(5); if (Ask()) { result = lease.Span.ToArray(); lease.Return(); } if (result is not " +
        "null) return; lease.Return();")]
    [InlineData("int error = 0; ByteLease lease = pool.Rent(5); if (Ask()) { error = 2; lease.Return(); } if (error != 0) return; lease.Return();")]
    [InlineData("int i = 0; ByteLease lease = default; while (Ask()) { if (i == 0) lease = pool.Rent(5); lease.Span[i++] = 1; if (i == 3) { " +
        "lease.Return(); i = 0; } } if (i != 0) lease.Return();")]
    [InlineData("ByteLease first = default; for (int i = 0; i < size; i++) { ByteLease lease = pool.Rent(3); if (i == 0) { first = lease; continue; } " +
        "lease.Return(); } first.Dispose();")]
    [InlineData("ByteLease lease = default; int rented = 0; while (Ask()) { if (rented == 0) { lease = pool.Rent(5); rented += 1; } } if (rented > 0) " +
        "lease.Return();")]
    public Task State_InALocal_IsFollowed(string code) => Verifier.VerifyMembersAsync($"{States}void Run(bool flag, int size) {{ {code} }}");

    [Theory]
    [InlineData("int state = 0; ByteLease lease = {|TIDE001:pool.Rent(5)|}; if (flag) { state = 1; } if (state == 1) lease.Return();")]
    [InlineData("int i = 0; ByteLease lease = {|TIDE001:pool.Rent(5)|}; while (Ask()) { i++; } if (i == 2) lease.Return();")]
    [InlineData("int i = 2; ByteLease lease = {|TIDE001:pool.Rent(5)|}; while (Ask()) { i--; } if (i > 0) lease.Return();")]
    [InlineData("int k = size; ByteLease lease = default; if (k == 1) lease = {|TIDE001:pool.Rent(5)|}; k = size + 1; if (k == 1) lease.Return();")]
    [InlineData("int k = size; ByteLease lease = default; if ((byte)k == 1) lease = {|TIDE001:pool.Rent(5)|}; if (k == 1) lease.Return();")]
    [InlineData("ByteLease lease = default; if (size == 1 || size == 2) lease = {|TIDE001:pool.Rent(5)|}; if (size == 1) lease.Return();")]
    [InlineData("while (Ask()) { bool skip = flag || Ask(); ByteLease lease = {|TIDE001:pool.Rent(5)|}; if (skip) continue; lease.Return(); }")]
    [InlineData("string? error = null; ByteLease lease = {|TIDE001:pool.Rent(5)|}; if (Ask()) { error = \"x\"; } if (error != null) return; lease.Return();")]
    [InlineData("void Set(ref int value) => value = 2; int state = 1; ByteLease lease = {|TIDE001:pool.Rent(5)|}; Set(ref state); if (state == 1) " +
        "lease.Return();")]
    [InlineData("int state = 1; void Set() => state = 2; ByteLease lease = {|TIDE001:pool.Rent(5)|}; Set(); if (state == 1) lease.Return();")]
    public Task Tests_ThatDiffer_AreStillReported(string code) => Verifier.VerifyStatementsAsync(code);

    /// <summary>A lease that is rented if one condition holds, and returned if the other does, is correct.</summary>
    private static Task VerifyAsync(string parameters, string rentIf, string returnIf) =>
        Verifier.VerifyMembersAsync($"{States}void Run({parameters}) {{ ByteLease lease = default; if ({rentIf}) {{ lease = Pool.Rent(5); "
            + $"}} Console.WriteLine(); if ({returnIf.Replace("found", "again", StringComparison.Ordinal)}) {{ lease.Return(); }} }}");
}
