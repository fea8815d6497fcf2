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

    [Theory]
    [Trait("Requirement", "A1")]
    [InlineData("void Run() { ByteLease lease = Pool.Rent(10); Use(lease.Span); }")]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { Take(lease); } else if (Ask()) { lease.Return(); } }")]
    public Task Lease_WithoutReturnOrHandedOn_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<ReturnInFinallyFix>("TIDE001", members);
}
