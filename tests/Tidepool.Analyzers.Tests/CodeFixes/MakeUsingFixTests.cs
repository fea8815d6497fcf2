using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

[Trait("Requirement", "A1")]
public class MakeUsingFixTests
{
    [Theory]
    [InlineData(
        """
            void Run()
            {
                // Why.
                ByteLease lease = Pool.Rent(10);
                Use(lease.Span);
            }
        """,
        """
            void Run()
            {
                // Why.
                using ByteLease lease = Pool.Rent(10);
                Use(lease.Span);
            }
        """)]
    [InlineData(
        """
            void Run(bool flag)
            {
                var lease = Pool.Rent(10);
                if (flag)
                {
                    return;
                }

                lease.Return();
            }
        """,
        """
            void Run(bool flag)
            {
                using var lease = Pool.Rent(10);
                if (flag)
                {
                    return;
                }
            }
        """)]
    [InlineData(
        """
            async Task RunAsync(bool flag)
            {
                ByteLease lease = await Pool.RentAsync(10);
                if (flag)
                {
                    lease.Return();
                    await Task.Yield();
                }
            }
        """,
        """
            async Task RunAsync(bool flag)
            {
                using ByteLease lease = await Pool.RentAsync(10);
                if (flag)
                {
                    lease.Return();
                    await Task.Yield();
                }
            }
        """)]
    [InlineData(
        """
            void Run()
            {
                Allocator allocator = Pool.CreateAllocator();
                allocator.Allocate(10);
            }
        """,
        """
            void Run()
            {
                using Allocator allocator = Pool.CreateAllocator();
                allocator.Allocate(10);
            }
        """)]
    [InlineData(
        """
            void Run(bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                if (flag)
                {
                    return;
                }

        #if NEVER
                Console.WriteLine(flag);
        #endif
        #pragma warning disable CS0618
                // Give it back.
                lease.Return(); // Done.
        #pragma warning restore CS0618
            }
        """,
        """
            void Run(bool flag)
            {
                using ByteLease lease = Pool.Rent(10);
                if (flag)
                {
                    return;
                }

        #if NEVER
                Console.WriteLine(flag);
        #endif
        #pragma warning disable CS0618
                // Give it back.
                // Done.
        #pragma warning restore CS0618
            }
        """)]
    [InlineData(
        """
            async Task RunAsync(Stream stream, bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                Memory<byte> all = lease.Memory;
                await stream.ReadExactlyAsync(all[1..]);
                if (flag)
                {
                    return;
                }

                lease.Return();
            }
        """,
        """
            async Task RunAsync(Stream stream, bool flag)
            {
                using ByteLease lease = Pool.Rent(10);
                Memory<byte> all = lease.Memory;
                await stream.ReadExactlyAsync(all[1..]);
                if (flag)
                {
                    return;
                }
            }
        """)]
    public Task Declaration_BecomesUsing(string before, string after) => FixVerifier.VerifyAsync<MakeUsingFix>("TIDE001", before, after);

    [Fact]
    public Task Declaration_OfAProgramsOwnStatements_BecomesUsing() => FixVerifier.VerifyFileAsync<MakeUsingFix>(
        "TIDE001",
        """
        ByteLease lease = BytePool.Shared.Rent(10);
        if (args.Length > 3)
        {
            return;
        }

        // Give it back.
        lease.Return();
        """,
        """
        using ByteLease lease = BytePool.Shared.Rent(10);
        if (args.Length > 3)
        {
            return;
        }

        // Give it back.

        """);

    [Theory]
    [InlineData("Memory<byte> Run() { ByteLease lease = Pool.Rent(10); return lease.Memory; }")]
    [InlineData("Memory<byte> Run() { ByteLease lease = Pool.Rent(10); Memory<byte> all = lease.Memory; return all[1..]; }")]
    [InlineData("Memory<byte> _kept; void Run() { ByteLease lease = Pool.Rent(10); _kept = lease.Memory; }")]
    [InlineData("void Run(List<Memory<byte>> list) { ByteLease lease = Pool.Rent(10); list.Add(lease.Memory); }")]
    [InlineData("void Run(List<Memory<byte>> list) { ByteLease lease = Pool.Rent(10); Memory<byte> part = lease.Memory.Slice(1); list.Add(part); }")]
    [InlineData("List<Memory<byte>> Run() { ByteLease lease = Pool.Rent(10); return [lease.Memory]; }")]
    [InlineData("class Message { public Memory<byte> Body; } Message Run() { ByteLease lease = Pool.Rent(10); return new Message { Body = lease.Memory }; }")]
    [InlineData("Task Run(Stream stream) { ByteLease lease = Pool.Rent(10); return stream.ReadAsync(lease.Memory).AsTask(); }")]
    [InlineData("int P { get { ByteLease lease = Pool.Rent(10); Keep = lease.Memory; return 1; } } Memory<byte> Keep { get; set; }")]
    public Task Lease_WhoseMemoryLeavesTheMethod_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<MakeUsingFix>("TIDE001", members);

    [Theory]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { Take(lease); } }")]
    [InlineData("void Run() { ByteLease lease = Pool.Rent(10); lease = default; }")]
    [InlineData("ByteLease Run(bool flag) { ByteLease lease = Pool.Rent(10); return flag ? lease : default; }")]
    [InlineData("void Run() { Use(Pool.Rent(10).Span); }")]
    [InlineData("void Run() { if (Pool.TryRent(10, out ByteLease lease)) { Use(lease.Span); } }")]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { ByteLease copy = lease; copy.Return(); } }")]
    public Task Lease_ThatIsHandedOnOrHasNoDeclaration_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<MakeUsingFix>("TIDE001", members);
}
