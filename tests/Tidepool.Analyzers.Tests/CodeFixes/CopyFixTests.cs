using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

[Trait("Requirement", "A4")]
public class CopyFixTests
{
    [Theory]
    [InlineData(
        "Memory<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory; }",
        "Memory<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory.ToArray(); }")]
    [InlineData(
        "ReadOnlyMemory<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory[..5]; }",
        "ReadOnlyMemory<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Memory[..5].ToArray(); }")]
    [InlineData(
        "ReadOnlySpan<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Span; }",
        "ReadOnlySpan<byte> Give() { using ByteLease lease = Pool.Rent(10); return lease.Span.ToArray(); }")]
    [InlineData(
        "Memory<byte> _kept; void Keep() { using ByteLease lease = Pool.Rent(10); _kept = lease.Memory; }",
        "Memory<byte> _kept; void Keep() { using ByteLease lease = Pool.Rent(10); _kept = lease.Memory.ToArray(); }")]
    [InlineData(
        "void Give(out Memory<byte> bytes) { using ByteLease lease = Pool.Rent(10); bytes = lease.Memory; }",
        "void Give(out Memory<byte> bytes) { using ByteLease lease = Pool.Rent(10); bytes = lease.Memory.ToArray(); }")]
    public Task Bytes_AreCopied(string before, string after) => FixVerifier.VerifyAsync<CopyFix>("TIDE004", before, after);

    [Theory]
    [InlineData("Task Send() { using ByteLease lease = Pool.Rent(10); return WorkAsync(lease.Memory); }")]
    [InlineData("(Memory<byte>, int) Give() { using ByteLease lease = Pool.Rent(10); return (lease.Memory, 5); }")]
    [InlineData("ReadOnlySequence<byte> Give() { using SequenceLease lease = Pool.RentSequence(10); return lease.Sequence; }")]
    public Task WhatIsNoMemory_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<CopyFix>("TIDE004", members);
}
