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
                Use(array.AsSpan(0, size));
                Use(array.AsSpan(..size));
                for (int i = 0; i < size; i++)
                {
                    array[i] = 1;
                }

                ArrayPool<byte>.Shared.Return(array);
            }
        """,
        """
            void Run(int size)
            {
                // Why.
                using ByteLease array = BytePool.Shared.Rent(size);
                Span<byte> arraySpan = array.Span;
                Use(array.Span.Slice(0, size));
                Use(array.Span[..size]);
                for (int i = 0; i < size; i++)
                {
                    arraySpan[i] = 1;
                }
            }
        """)]
    [InlineData(
        """
            async Task<int> RunAsync(Stream stream)
            {
                var array = ArrayPool<byte>.Shared.Rent(10);
                try
                {
                    int read = await stream.ReadAsync(array.AsMemory(0, 5));
                    Use(array.AsSpan(0, read));
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
                int read = await stream.ReadAsync(array.Memory.Slice(0, 5));
                Use(array.Span.Slice(0, read));
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
                    Use(array.AsSpan(0, 10));
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
                    Use(array.Span.Slice(0, 10));
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

                array[1] = array[0];
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

                array.Span[1] = array.Span[0];
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
                    Use(array.AsSpan(start: 0, length: size));
                    Use(array.AsSpan(range: ..size));
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
                Use(array.Span.Slice(start: 0, length: size));
                Use(array.Span[..size]);
                return 1;
                // Give it back.
            }
        """)]
    [InlineData(
        """
            void Run(int size)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(size);
                Use(array.AsSpan(0, size));
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
                Use(array.Span.Slice(0, size));
        #if !NEVER
                Console.WriteLine("live");
        #else
                Console.WriteLine("dead");
        #endif
                Console.WriteLine();
            }
        """)]
    [InlineData(
        """
            async Task<long> RunAsync(Stream from, Stream to, int size, CancellationToken token)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(size);
                long sum = 0;
                try
                {
                    int read;
                    while ((read = await from.ReadAsync(array, 0, size, token).ConfigureAwait(false)) > 0)
                    {
                        await to.WriteAsync(array, 0, read);
                        sum += read;
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(array);
                }

                return sum;
            }
        """,
        """
            async Task<long> RunAsync(Stream from, Stream to, int size, CancellationToken token)
            {
                using ByteLease array = BytePool.Shared.Rent(size);
                long sum = 0;
                int read;
                while ((read = await from.ReadAsync(array.Memory, token).ConfigureAwait(false)) > 0)
                {
                    await to.WriteAsync(array.Memory.Slice(0, read));
                    sum += read;
                }

                return sum;
            }
        """)]
    [InlineData(
        """
            async Task RunAsync(Stream from)
            {
                byte[] array = ArrayPool<byte>.Shared.Rent(16);
                await from.ReadExactlyAsync(array, 4, 12);
                for (int i = 0; i < 16; i++)
                {
                    array[i]++;
                }

                from.Write(array, 0, 16);
                ArrayPool<byte>.Shared.Return(array);
            }
        """,
        """
            async Task RunAsync(Stream from)
            {
                using ByteLease array = BytePool.Shared.Rent(16);
                await from.ReadExactlyAsync(array.Memory.Slice(4, 12));
                for (int i = 0; i < 16; i++)
                {
                    array.Span[i]++;
                }

                from.Write(array.Span);
            }
        """)]
    public Task Array_BecomesALease(string before, string after) => FixVerifier.VerifyAsync<LeaseForArrayFix>("TIDE008", before, after);

    [Fact]
    public Task Array_OfAProgramsOwnStatements_BecomesALease() => FixVerifier.VerifyFileAsync<LeaseForArrayFix>(
        "TIDE008",
        """
        byte[] array = ArrayPool<byte>.Shared.Rent(4096);
        int read = Console.OpenStandardInput().Read(array.AsSpan(0, 4096));
        ArrayPool<byte>.Shared.Return(array);
        Console.WriteLine(read);
        """,
        """
        using ByteLease array = BytePool.Shared.Rent(4096);
        int read = Console.OpenStandardInput().Read(array.Span.Slice(0, 4096));
        Console.WriteLine(read);
        """);

    [Fact]
    public Task Array_ReturnedBetweenDirectives_IsLeftAlone() => FixVerifier.VerifyNoneAsync<LeaseForArrayFix>(
        "TIDE008",
        "void Run() { byte[] array = ArrayPool<byte>.Shared.Rent(5); try { Use(array.AsSpan(0, 5)); } finally {\n#pragma warning disable CS0618\n " +
            "ArrayPool<byte>.Shared.Return(array);\n#pragma warning restore CS0618\n } }");
}
