using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE008: an array of <c>ArrayPool</c> where a lease would do.</summary>
[Trait("Requirement", "A8")]
public class ArrayPoolTests
{
    private const string Return = "ArrayPool<byte>.Shared.Return(array);";

    [Theory]
    [InlineData("Use(array);" + Return)]
    [InlineData("Use(array.AsSpan());" + Return)]
    [InlineData("Use(array.AsSpan(0, size));" + Return)]
    [InlineData("await WorkAsync(array.AsMemory(0, size));" + Return)]
    [InlineData("await WorkAsync(array);" + Return)]
    [InlineData("array[0] = 1;" + Return)]
    [InlineData("array[^1] = array[0];" + Return)]
    [InlineData("array[0]++;" + Return)]
    [InlineData("Console.WriteLine(array.Length);" + Return)]
    [InlineData("try { Use(array); } finally { " + Return + " }")]
    [InlineData("Span<byte> bytes = array; bytes.Clear();" + Return)]
    [InlineData("Memory<byte> bytes = array; bytes.Span.Clear();" + Return)]
    [InlineData("if (flag) { " + Return + " return; } " + Return)]
    [InlineData("for (int i = 0; i < array.Length; i++) { array[i] = (byte)i; } " + Return)]
    [InlineData("await Stream.Null.WriteAsync(array.AsMemory(0, size));" + Return)]
    [InlineData("int read = Stream.Null.Read(array); Use(array.AsSpan(0, read));" + Return)]
    [InlineData("Stream.Null.Write(array, 0, size);" + Return)]
    [InlineData("int read = Stream.Null.Read(array, 0, size); Use(array.AsSpan(0, read));" + Return)]
    [InlineData("await Stream.Null.WriteAsync(array, 0, size, CancellationToken.None).ConfigureAwait(false);" + Return)]
    [InlineData("Console.Write(System.Text.Encoding.UTF8.GetString(array, 0, size));" + Return)]
    [InlineData("Array.Clear(array);" + Return)]
    [InlineData("Array.Fill(array, (byte)1, 0, size);" + Return)]
    [InlineData("Buffer.BlockCopy(array, 0, new byte[9], 0, size);" + Return)]
    [InlineData("Use(array[1..5]);" + Return)]
    [InlineData("Use(new ReadOnlySpan<byte>(array, 0, size));" + Return)]
    [InlineData("Memory<byte> bytes = new(array); bytes.Span.Clear();" + Return)]
    [InlineData("Use(array); ArrayPool<byte>.Shared.Return(array, false);")]
    [InlineData("Use(array); ArrayPool<byte>.Shared.Return(array, clearArray: false);")]
    public Task Array_UsedAsBytes_IsReported(string use) =>
        Verifier.VerifyStatementsAsync("byte[] array = {|TIDE008:ArrayPool<byte>.Shared.Rent(size)|}; " + use);

    [Theory]
    [InlineData("Task writing = Stream.Null.WriteAsync(array, 0, size); await writing;" + Return)]
    [InlineData("Buffer.BlockCopy(array, 0, new int[9], 0, size);" + Return)]
    [InlineData("Console.Write(string.Join(',', array));" + Return)]
    [InlineData("byte[] same = array; Use(same);" + Return)]
    [InlineData("Use(array); ArrayPool<byte>.Shared.Return(array, clearArray: true);")]
    [InlineData("Action use = () => Use(array); use();" + Return)]
    [InlineData("using MemoryStream stream = new(array); stream.WriteByte(1);" + Return)]
    [InlineData("ArraySegment<byte> segment = array; Use(segment);" + Return)]
    [InlineData("foreach (byte b in array) { Console.WriteLine(b); }" + Return)]
    [InlineData("List<byte[]> kept = [array]; Use(kept[0]);" + Return)]
    [InlineData("object o = array; Console.WriteLine(o);" + Return)]
    public Task Array_NeededAsSuch_IsNotReported(string use) => Verifier.VerifyStatementsAsync("byte[] array = ArrayPool<byte>.Shared.Rent(size); " + use);

    [Theory]
    [InlineData("byte[] array = {|TIDE008:pool.AsArrayPool().Rent(size)|}; Use(array); pool.AsArrayPool().Return(array);")]
    [InlineData("var arrays = pool.AsArrayPool(); byte[] array = {|TIDE008:arrays.Rent(size)|}; Use(array); arrays.Return(array);")]
    public Task Array_OfABytePool_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Fact]
    public Task Array_OfAPoolInAField_IsReported() => Verifier.VerifyMembersAsync("""
            readonly ArrayPool<byte> _arrays = pool.AsArrayPool();

            static ArrayPool<byte> Arrays => ArrayPool<byte>.Shared;

            void Run()
            {
                byte[] array = {|TIDE008:_arrays.Rent(9)|};
                array[0] = 1;
                _arrays.Return(array);

                byte[] other = {|TIDE008:Arrays.Rent(9)|};
                other[0] = 1;
                Arrays.Return(other);
            }
        """);

    [Theory]
    [InlineData("char[] array = ArrayPool<char>.Shared.Rent(size); array[0] = 'a'; ArrayPool<char>.Shared.Return(array);")]
    [InlineData("ArrayPool<byte> own = ArrayPool<byte>.Create(); byte[] array = own.Rent(size); Use(array); own.Return(array);")]
    [InlineData("byte[] array = new byte[size]; Use(array); ArrayPool<byte>.Shared.Return(array);")]
    public Task Array_OfAPoolWithoutLeases_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);
}
