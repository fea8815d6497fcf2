using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE005: a rented array that is replaced before it is returned.</summary>
[Trait("Requirement", "A5")]
public class ReplacedArrayTests
{
    [Theory]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Array.Resize(ref array, 20)|}; ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = pool.AsArrayPool().Rent(10); {|TIDE005:Array.Resize(ref array, 20)|};")]
    [InlineData("ArrayPool<byte> arrays = pool.AsArrayPool(); byte[] array = arrays.Rent(10); {|TIDE005:Array.Resize(ref array, 20)|}; arrays.Return(array);")]
    [InlineData("char[] array = ArrayPool<char>.Shared.Rent(10); {|TIDE005:Array.Resize(ref array, 20)|};")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:array = new byte[20]|}; ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:array = ArrayPool<byte>.Shared.Rent(20)|}; ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); if (flag) { {|TIDE005:array = new byte[20]|}; } ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); while (Ask()) { byte[] larger = ArrayPool<byte>.Shared.Rent(20); Array.Copy(array, larger, 10); {|TIDE005:array = larger|}; } ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:array = null|};")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); try { {|TIDE005:Array.Resize(ref array, 20)|}; } finally { ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = flag ? ArrayPool<byte>.Shared.Rent(10) : new byte[5]; {|TIDE005:Array.Resize(ref array, 20)|};")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); array.AsSpan().Clear(); {|TIDE005:array = array[..5]|};")]
    [InlineData("while (Ask()) { byte[] array = ArrayPool<byte>.Shared.Rent(10); if (flag) { {|TIDE005:Array.Resize(ref array, 20)|}; } ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("Action action = () => { byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Array.Resize(ref array, 20)|}; ArrayPool<byte>.Shared.Return(array); }; action();")]
    public Task RentedArray_Replaced_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("byte[] array = new byte[10]; Array.Resize(ref array, 20);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array); array = new byte[5]; Stream.Null.Write(array, 0, 5);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] larger = ArrayPool<byte>.Shared.Rent(20); Array.Copy(array, larger, 10); ArrayPool<byte>.Shared.Return(array); array = larger; ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] old = array; array = ArrayPool<byte>.Shared.Rent(20); Array.Copy(old, array, 5); ArrayPool<byte>.Shared.Return(old); ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("List<byte[]> kept = []; byte[] array = ArrayPool<byte>.Shared.Rent(10); kept.Add(array); array = ArrayPool<byte>.Shared.Rent(20); kept.Add(array);")]
    [InlineData("byte[]? array = null; try { array = ArrayPool<byte>.Shared.Rent(10); Array.Clear(array); } finally { if (array != null) ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ArrayPool<byte>.Shared.Return(array); Array.Resize(ref array, 20);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] copy = array.AsSpan(0, 5).ToArray(); Array.Resize(ref copy, 20); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("while (Ask()) { byte[] array = ArrayPool<byte>.Shared.Rent(10); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = []; while (Ask()) { if (array.Length > 0) ArrayPool<byte>.Shared.Return(array); array = Make(); } byte[] Make() => ArrayPool<byte>.Shared.Rent(5);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Keep(array); array = new byte[5]; void Keep(byte[] kept) { }")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array); array = null;")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); MemoryStream stream = new(array); array = new byte[5]; stream.Write(array, 0, 5);")]
    public Task RentedArray_ReturnedFirst_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("byte[] _kept = []; void Grow() { byte[] array = ArrayPool<byte>.Shared.Rent(10); _kept = array; array = ArrayPool<byte>.Shared.Rent(20); _kept = array; }")]
    [InlineData("byte[] Grow(byte[] old) { byte[] array = ArrayPool<byte>.Shared.Rent(10); Array.Copy(old, array, 1); old = array; return old; }")]
    public Task RentedArray_Kept_IsNotReported(string members) => Verifier.VerifyMembersAsync(members);
}
