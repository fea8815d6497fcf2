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
    public Task Declaration_BecomesUsing(string before, string after) => FixVerifier.VerifyAsync<MakeUsingFix>("TIDE001", before, after);

    [Theory]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { Take(lease); } }")]
    [InlineData("void Run() { ByteLease lease = Pool.Rent(10); lease = default; }")]
    [InlineData("ByteLease Run(bool flag) { ByteLease lease = Pool.Rent(10); return flag ? lease : default; }")]
    [InlineData("void Run() { Use(Pool.Rent(10).Span); }")]
    [InlineData("void Run() { if (Pool.TryRent(10, out ByteLease lease)) { Use(lease.Span); } }")]
    [InlineData("void Run(bool flag) { ByteLease lease = Pool.Rent(10); if (flag) { ByteLease copy = lease; copy.Return(); } }")]
    public Task Lease_ThatIsHandedOnOrHasNoDeclaration_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<MakeUsingFix>("TIDE001", members);
}
