using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

[Trait("Requirement", "A8")]
public class LeaseForArrayFixTests
{
    [Theory]
    [InlineData(
        """
            void Run(int size)
            {
                // Why.
                byte[] array = ArrayPool<byte>.Shared.Rent(size);
                Use(array);
                array[0] = array[^1];
                Use(array.AsSpan());
                Use(array.AsSpan(1));
                Use(array.AsSpan(1, size - 1));
                Use(array.AsSpan(1..2));
                Console.WriteLine(array.Length);
                ArrayPool<byte>.Shared.Return(array);
            }
        """,
        """
            void Run(int size)
            {
                // Why.
                using ByteLease array = BytePool.Shared.Rent(size);
                Use(array.Span);
                array.Span[0] = array.Span[^1];
                Use(array.Span);
                Use(array.Span.Slice(1));
                Use(array.Span.Slice(1, size - 1));
                Use(array.Span[1..2]);
                Console.WriteLine(array.Length);
            }
        """)]
    [InlineData(
        """
            async Task<int> RunAsync(Stream stream)
            {
                var array = ArrayPool<byte>.Shared.Rent(10);
                try
                {
                    await WorkAsync(array);
                    int read = await stream.ReadAsync(array.AsMemory(0, 5));
                    return read;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(array);
                }
            }
        """,
        """
            async Task<int> RunAsync(Stream stream)
            {
                using var array = BytePool.Shared.Rent(10);
                await WorkAsync(array.Memory);
                int read = await stream.ReadAsync(array.Memory.Slice(0, 5));
                return read;
            }
        """)]
    [InlineData(
        """
            void Run()
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(10);
                try
                {
                    Use(array);
                }
                catch (IOException)
                {
                    Console.WriteLine();
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(array);
                }
            }
        """,
        """
            void Run()
            {
                using ByteLease array = BytePool.Shared.Rent(10);
                try
                {
                    Use(array.Span);
                }
                catch (IOException)
                {
                    Console.WriteLine();
                }
            }
        """)]
    [InlineData(
        """
            void Run(bool flag)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(10);
                if (flag)
                {
                    ArrayPool<byte>.Shared.Return(array);
                    return;
                }

                array[array[0]] = 1;
                ArrayPool<byte>.Shared.Return(array);
            }
        """,
        """
            void Run(bool flag)
            {
                using ByteLease array = BytePool.Shared.Rent(10);
                if (flag)
                {
                    return;
                }

                array.Span[array.Span[0]] = 1;
            }
        """)]
    [InlineData(
        """
            int Run(int size)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(minimumLength: size); // A page.
                try
                {
                    // Use it.
                    Use(array.AsSpan(^3));
                    Use(array.AsSpan(start: 1, length: 2));
                    Use(array.AsSpan(range: ..));
                    return 1;
                }
                finally
                {
                    // Give it back.
                    ArrayPool<byte>.Shared.Return(array, clearArray: false);
                }
            }
        """,
        """
            int Run(int size)
            {
                using ByteLease array = BytePool.Shared.Rent(size); // A page.
                // Use it.
                Use(array.Span[^3..]);
                Use(array.Span.Slice(start: 1, length: 2));
                Use(array.Span[..]);
                return 1;
                // Give it back.
            }
        """)]
    [InlineData(
        """
            void Run(int size)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(size);
                Use(array);
        #if !NEVER
                Console.WriteLine("live");
        #else
                Console.WriteLine("dead");
        #endif
                ArrayPool<byte>.Shared.Return(array);
                Console.WriteLine();
            }
        """,
        """
            void Run(int size)
            {
                using ByteLease array = BytePool.Shared.Rent(size);
                Use(array.Span);
        #if !NEVER
                Console.WriteLine("live");
        #else
                Console.WriteLine("dead");
        #endif
                Console.WriteLine();
            }
        """)]
    public Task Array_BecomesALease(string before, string after) => FixVerifier.VerifyAsync<LeaseForArrayFix>("TIDE008", before, after);

    [Fact]
    public Task Array_OfAProgramsOwnStatements_BecomesALease() => FixVerifier.VerifyFileAsync<LeaseForArrayFix>(
        "TIDE008",
        """
        byte[] array = ArrayPool<byte>.Shared.Rent(4096);
        int read = Console.OpenStandardInput().Read(array);
        ArrayPool<byte>.Shared.Return(array);
        Console.WriteLine(read);
        """,
        """
        using ByteLease array = BytePool.Shared.Rent(4096);
        int read = Console.OpenStandardInput().Read(array.Span);
        Console.WriteLine(read);
        """);

    [Fact]
    public Task Array_ReturnedBetweenDirectives_IsLeftAlone() => FixVerifier.VerifyNoneAsync<LeaseForArrayFix>(
        "TIDE008",
        "void Run() { byte[] array = ArrayPool<byte>.Shared.Rent(5); try { Use(array); } finally {\n#pragma warning disable CS0618\n ArrayPool<byte>.Shared.Return(array);\n#pragma warning restore CS0618\n } }");
}
