using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

[Trait("Requirement", "A9")]
public class PoolFieldFixTests
{
    [Fact]
    public async Task Pool_MovesToAField()
    {
        const string Before = """
            class Server
            {
                void Serve()
                {
                    using BytePool own = new BytePool(1, 2, 3);
                    using ByteLease lease = own.Rent(own.MinSize);
                    own.Dispose();
                }
            }
            """;
        const string After = """
            class Server
            {
                private static readonly BytePool s_pool = new BytePool(1, 2, 3);

                void Serve()
                {
                    using ByteLease lease = s_pool.Rent(s_pool.MinSize);
                }
            }
            """;
        await FixVerifier.VerifyFileAsync<PoolFieldFix>("TIDE009", Before, After);
    }

    [Fact]
    public async Task Pool_OfAUsingStatement_MovesToAField()
    {
        const string Before = """
            class Server
            {
                private static int s_pool;

                void Serve()
                {
                    using (var own = new BytePool(new BytePoolOptions { MinSize = 16 }))
                    {
                        own.Rent(5).Return();
                    }
                }
            }
            """;
        const string After = """
            class Server
            {
                private static readonly BytePool s_pool2 = new BytePool(new BytePoolOptions { MinSize = 16 });
                private static int s_pool;

                void Serve()
                {
                    s_pool2.Rent(5).Return();
                }
            }
            """;
        await FixVerifier.VerifyFileAsync<PoolFieldFix>("TIDE009", Before, After);
    }

    [Fact]
    public async Task Pool_OfStaticFields_MovesBehindThem()
    {
        const string Before = """
            class Server
            {
                static readonly int s_small = 16;
                static readonly int s_large = 1024;
                static readonly string s_name = "x";

                void Serve()
                {
                    // Why.
                    BytePool own = new BytePool(s_small, s_large, 3); // Three.

                    own.Rent(5).Return();
                }
            }
            """;
        const string After = """
            class Server
            {
                static readonly int s_small = 16;
                static readonly int s_large = 1024;
                private static readonly BytePool s_pool = new BytePool(s_small, s_large, 3);
                static readonly string s_name = "x";

                void Serve()
                {
                    // Why.
                    // Three.

                    s_pool.Rent(5).Return();
                }
            }
            """;
        await FixVerifier.VerifyFileAsync<PoolFieldFix>("TIDE009", Before, After);
    }

    [Fact]
    public async Task Pool_OfAnExtensionBlock_MovesToTheTypeAroundIt()
    {
        const string Before = """
            static class Extensions
            {
                extension(Stream stream)
                {
                    public int Serve()
                    {
                        BytePool own = new BytePool(16, 1024, 3);
                        own.Rent(5).Return();
                        return stream.ReadByte();
                    }
                }
            }
            """;
        const string After = """
            static class Extensions
            {
                private static readonly BytePool s_pool = new BytePool(16, 1024, 3);

                extension(Stream stream)
                {
                    public int Serve()
                    {
                        s_pool.Rent(5).Return();
                        return stream.ReadByte();
                    }
                }
            }
            """;
        await FixVerifier.VerifyFileAsync<PoolFieldFix>("TIDE009", Before, After);
    }

    [Fact]
    public Task Pool_OfAFieldInAnotherPart_IsLeftAlone() => FixVerifier.VerifyNoneAsync<PoolFieldFix>(
        "TIDE009",
        "partial class Server { static readonly int s_size = 16; } partial class Server { void Serve() { var own = new BytePool(s_size, 1024, 3); " +
            "own.Rent(5).Return(); } }");

    [Theory]
    [InlineData("void Serve(int size) { var own = new BytePool(1, size, 3); own.Rent(5).Return(); }")]
    [InlineData("int _size; void Serve() { var own = new BytePool(1, _size, 3); own.Rent(5).Return(); }")]
    [InlineData("void Serve() { int size = 5; new BytePool(1, size, 3).Rent(5).Return(); }")]
    public Task Pool_ThatDependsOnTheCall_IsLeftAlone(string members) => FixVerifier.VerifyNoneAsync<PoolFieldFix>("TIDE009", members);
}
