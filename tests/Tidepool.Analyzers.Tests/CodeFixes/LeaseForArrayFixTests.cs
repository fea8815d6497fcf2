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
    public Task Array_BecomesALease(string before, string after) => FixVerifier.VerifyAsync<LeaseForArrayFix>("TIDE008", before, after);
}
