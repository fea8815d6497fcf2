using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

public class ReturnInFinallyFixTests
{
    [Fact]
    [Trait("Requirement", "A1")]
    public Task EarlyReturn_IsCovered() => FixVerifier.VerifyAsync<ReturnInFinallyFix>(
        "TIDE001",
        """
            int Run(bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                if (flag)
                {
                    return 0;
                }

                int length = lease.Length;
                lease.Return();
                return length;
            }
        """,
        """
            int Run(bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                try
                {
                    if (flag)
                    {
                        return 0;
                    }

                    int length = lease.Length;
                    return length;
                }
                finally
                {
                    lease.Return();
                }
            }
        """);

    [Fact]
    [Trait("Requirement", "A7")]
    public Task ReturnInALoop_IsMovedBehindIt() => FixVerifier.VerifyAsync<ReturnInFinallyFix>(
        "TIDE007",
        """
            void Run(int count)
            {
                ByteLease lease = Pool.Rent(10);
                for (int i = 0; i < count; i++)
                {
                    Console.WriteLine(i);
                    lease.Return();
                }
            }
        """,
        """
            void Run(int count)
            {
                ByteLease lease = Pool.Rent(10);
                try
                {
                    for (int i = 0; i < count; i++)
                    {
                        Console.WriteLine(i);
                    }
                }
                finally
                {
                    lease.Return();
                }
            }
        """);

    [Fact]
    [Trait("Requirement", "A7")]
    public Task ReturnInCatchAndAfter_BecomeOne() => FixVerifier.VerifyAsync<ReturnInFinallyFix>(
        "TIDE007",
        """
            void Run()
            {
                ByteLease lease = Pool.Rent(10);
                try
                {
                    Use(lease.Span);
                }
                catch (IOException)
                {
                    lease.Return();
                }

                lease.Return();
            }
        """,
        """
            void Run()
            {
                ByteLease lease = Pool.Rent(10);
                try
                {
                    try
                    {
                        Use(lease.Span);
                    }
                    catch (IOException)
                    {
                    }
                }
                finally
                {
                    lease.Return();
                }
            }
        """);

    [Fact]
    [Trait("Requirement", "A1")]
    public Task CommentsAndDirectives_Stay() => FixVerifier.VerifyAsync<ReturnInFinallyFix>(
        "TIDE001",
        """
            int Run(bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                if (flag)
                {
                    return 0;
                }

        #if NEVER
                Console.WriteLine(flag);
        #endif
                // Give it back.
                lease.Return();
                return 1;
            }
        """,
        """
            int Run(bool flag)
            {
                ByteLease lease = Pool.Rent(10);
                try
                {
                    if (flag)
                    {
                        return 0;
                    }

        #if NEVER
                Console.WriteLine(flag);
        #endif
                    // Give it back.
                    return 1;
                }
                finally
                {
                    lease.Return();
                }
            }
        """);

    [Theory]
    [Trait("Requirement", "A1")]
    [InlineData("void Run(bool flag) { Allocator a = Pool.CreateAllocator(); a.Allocate(1); a.Return(); a.Allocate(2); if (flag) { return; } a.Return(); }")]
    [InlineData("void Run(bool flag) { Allocator a = Pool.CreateAllocator(); while (Ask()) { a.Allocate(1); if (flag) { return; } a.Return(); } }")]
    [InlineData("void Run(bool flag) { Allocator a = Pool.Allocate(1); a.Return(); a.Allocate(2); if (flag) { return; } a.Return(); }")]
    public Task Allocator_UsedAgain_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>("TIDE001", members);

    [Theory]
    [Trait("Requirement", "A1")]
    [InlineData("Memory<byte> Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { lease.Return(); return default; } return lease.Memory; }")]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { return; } lease.Return();\n#if !NEVER\n Console.WriteLine();\n#endif\n }")]
    public Task Lease_WhoseMemoryLeavesOrBlockEndsWithADirective_IsLeftAlone(string members) =>
        FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>("TIDE001", members);

    [Theory]
    [Trait("Requirement", "A1")]
    [InlineData("void Run() { ByteLease lease = Pool.Rent(10); Use(lease.Span); }")]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { Take(lease); } else if (Ask()) { lease.Return(); } }")]
    public Task Lease_WithoutReturnOrHandedOn_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>("TIDE001", members);
}
