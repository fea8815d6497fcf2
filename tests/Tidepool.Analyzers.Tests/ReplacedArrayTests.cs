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
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); while (Ask()) { byte[] larger = ArrayPool<byte>.Shared.Rent(20); Array.Copy(array, " +
        "larger, 10); {|TIDE005:array = larger|}; } ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:array = null|};")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); try { {|TIDE005:Array.Resize(ref array, 20)|}; } finally { " +
        "ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = flag ? ArrayPool<byte>.Shared.Rent(10) : new byte[5]; {|TIDE005:Array.Resize(ref array, 20)|};")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); array.AsSpan().Clear(); {|TIDE005:array = array[..5]|};")]
    [InlineData("while (Ask()) { byte[] array = ArrayPool<byte>.Shared.Rent(10); if (flag) { {|TIDE005:Array.Resize(ref array, 20)|}; } " +
        "ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("Action action = () => { byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Array.Resize(ref array, 20)|}; " +
        "ArrayPool<byte>.Shared.Return(array); }; action();")]
    public Task RentedArray_Replaced_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("byte[] array = new byte[10]; Array.Resize(ref array, 20);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array); array = new " +
        "byte[5]; Stream.Null.Write(array, 0, 5);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] larger = ArrayPool<byte>.Shared.Rent(20); Array.Copy(array, larger, 10); " +
        "ArrayPool<byte>.Shared.Return(array); array = larger; ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] old = array; array = ArrayPool<byte>.Shared.Rent(20); Array.Copy(old, array, 5); " +
        "ArrayPool<byte>.Shared.Return(old); ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("List<byte[]> kept = []; byte[] array = ArrayPool<byte>.Shared.Rent(10); kept.Add(array); array = ArrayPool<byte>.Shared.Rent(20); " +
        "kept.Add(array);")]
    [InlineData("byte[]? array = null; try { array = ArrayPool<byte>.Shared.Rent(10); Array.Clear(array); } finally { if (array != null) " +
        "ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ArrayPool<byte>.Shared.Return(array); Array.Resize(ref array, 20);")]
    [InlineData("byte[] array = {|TIDE008:ArrayPool<byte>.Shared.Rent(10)|}; byte[] copy = array.AsSpan(0, 5).ToArray(); Array.Resize(ref copy, 20); " +
        "Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("while (Ask()) { byte[] array = {|TIDE008:ArrayPool<byte>.Shared.Rent(10)|}; Stream.Null.Write(array, 0, 5); " +
        "ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("byte[] array = []; while (Ask()) { if (array.Length > 0) ArrayPool<byte>.Shared.Return(array); array = Make(); } byte[] Make() => " +
        "ArrayPool<byte>.Shared.Rent(5);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Keep(array); array = new byte[5]; void Keep(byte[] kept) { }")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); Stream.Null.Write(array, 0, 5); ArrayPool<byte>.Shared.Return(array); array = null;")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); MemoryStream stream = new(array); array = new byte[5]; stream.Write(array, 0, 5);")]
    public Task RentedArray_ReturnedFirst_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; {|TIDE005:same = new byte[20]|}; " +
        "ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; {|TIDE005:array = new byte[20]|}; " +
        "ArrayPool<byte>.Shared.Return(same);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; {|TIDE005:Array.Resize(ref same, 20)|}; " +
        "ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] one = ref array; ref byte[] other = ref one; {|TIDE005:other = []|};")]
    [InlineData("byte[] array = []; ref byte[] same = ref array; same = ArrayPool<byte>.Shared.Rent(10); if (flag) { {|TIDE005:same = " +
        "ArrayPool<byte>.Shared.Rent(20)|}; } ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("char[] array = ArrayPool<char>.Shared.Rent(10); while (Ask()) { ref char[] same = ref array; {|TIDE005:same = new char[20]|}; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array)|}; ArrayPool<byte>.Shared.Return(array); static void Grow(ref " +
        "byte[] old) { old = new byte[20]; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; {|TIDE005:Grow(ref same)|}; static void Grow(ref byte[] " +
        "old) { old = new byte[20]; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array)|}; void Grow(ref byte[] old) => Array.Resize(ref old, size);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array, 20)|}; static void Grow<T>(ref T[] old, int size) { if " +
        "(old.Length < size) { T[] larger = new T[size]; old.CopyTo(larger, 0); old = larger; } }")]
    [InlineData("Action action = () => { byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array)|}; }; action(); static void Grow(ref " +
        "byte[] old) { old = new byte[20]; }")]
    public Task RentedArray_ReplacedByReference_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; same[0] = 1; ArrayPool<byte>.Shared.Return(same);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ref byte[] same = ref array; ArrayPool<byte>.Shared.Return(array); same = " +
        "ArrayPool<byte>.Shared.Rent(20); ArrayPool<byte>.Shared.Return(same);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] other = []; ref byte[] same = ref array; same = ref other; same = new byte[20]; " +
        "ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] other = []; ref byte[] same = ref flag ? ref array : ref other; same[0] = 1; " +
        "ArrayPool<byte>.Shared.Return(array);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] old = array; ref byte[] same = ref array; same = new byte[20]; " +
        "ArrayPool<byte>.Shared.Return(old);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Grow(ref array); ArrayPool<byte>.Shared.Return(array); static void Grow(ref byte[] old) " +
        "{ byte[] larger = ArrayPool<byte>.Shared.Rent(20); old.CopyTo(larger, 0); ArrayPool<byte>.Shared.Return(old); old = larger; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Grow(ref array); ArrayPool<byte>.Shared.Return(array); static void Grow(ref byte[] old) " +
        "{ byte[] returned = old; old = ArrayPool<byte>.Shared.Rent(20); ArrayPool<byte>.Shared.Return(returned); }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Fill(ref array); ArrayPool<byte>.Shared.Return(array); static void Fill(ref byte[] " +
        "bytes) { bytes[0] = 1; Array.Clear(bytes); }")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); Ensure(ref array); ArrayPool<byte>.Shared.Return(array!); static void Ensure(ref " +
        "byte[]? bytes) { bytes ??= new byte[5]; if (bytes == null) { bytes = []; } }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] old = array; Grow(ref array); ArrayPool<byte>.Shared.Return(old); static void " +
        "Grow(ref byte[] bytes) { bytes = new byte[20]; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); ArrayPool<byte>.Shared.Return(array); Grow(ref array); static void Grow(ref byte[] " +
        "bytes) { bytes = new byte[20]; }")]
    [InlineData("byte[] array = new byte[10]; Grow(ref array); static void Grow(ref byte[] bytes) { bytes = new byte[20]; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] other = ArrayPool<byte>.Shared.Rent(20); Swap(ref array, ref other); " +
        "ArrayPool<byte>.Shared.Return(array); ArrayPool<byte>.Shared.Return(other); static void Swap(ref byte[] a, ref byte[] b) { byte[] c = a; a = b; " +
        "b = c; }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); byte[] other = ArrayPool<byte>.Shared.Rent(20); Swap(ref array, ref other); " +
        "ArrayPool<byte>.Shared.Return(array); ArrayPool<byte>.Shared.Return(other); static void Swap(ref byte[] a, ref byte[] b) => (a, b) = (b, a);")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); List<byte[]> old = []; Grow(ref array); void Grow(ref byte[] bytes) { old.Add(bytes); " +
        "bytes = ArrayPool<byte>.Shared.Rent(20); }")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(10); Again(ref array, 5); ArrayPool<byte>.Shared.Return(array); static void Again(ref byte[] " +
        "bytes, int times) { if (times > 0) { Again(ref bytes, times - 1); } }")]
    [InlineData("byte[]? array = ArrayPool<byte>.Shared.Rent(10); byte[]? taken = Interlocked.Exchange(ref array, null); " +
        "ArrayPool<byte>.Shared.Return(taken!);")]
    public Task RentedArray_KeptByReference_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("void Work() { byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array)|}; ArrayPool<byte>.Shared.Return(array); } " +
        "static void Grow(ref byte[] old) { old = new byte[20]; }")]
    [InlineData("void Work() { byte[] array = ArrayPool<byte>.Shared.Rent(10); if (Ask()) { {|TIDE005:Other.Grow(ref array)|}; } " +
        "ArrayPool<byte>.Shared.Return(array); } static class Other { public static void Grow(ref byte[] old) => Array.Resize(ref old, 20); }")]
    [InlineData("Action Work() => () => { byte[] array = ArrayPool<byte>.Shared.Rent(10); {|TIDE005:Grow(ref array)|}; }; void Grow(ref byte[] old) { old " +
        "= []; }")]
    public Task RentedArray_ReplacedByAMethodOfTheFile_IsReported(string members) => Verifier.VerifyMembersAsync(members);

    [Theory]
    [InlineData("void Work() { byte[] array = ArrayPool<byte>.Shared.Rent(10); Grow(ref array); ArrayPool<byte>.Shared.Return(array); } static void " +
        "Grow(ref byte[] old) { byte[] larger = ArrayPool<byte>.Shared.Rent(20); Array.Copy(old, larger, 10); ArrayPool<byte>.Shared.Return(old); old = " +
        "larger; }")]
    [InlineData("protected virtual void Grow(ref byte[] old) { old = []; } void Work() { byte[] array = ArrayPool<byte>.Shared.Rent(10); Grow(ref array); " +
        "ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("interface IGrow { void Grow(ref byte[] old); } void Work(IGrow other) { byte[] array = ArrayPool<byte>.Shared.Rent(10); other.Grow(ref " +
        "array); ArrayPool<byte>.Shared.Return(array); }")]
    [InlineData("readonly List<byte[]> _old = []; void Work() { byte[] array = ArrayPool<byte>.Shared.Rent(10); Grow(ref array); } void Grow(ref byte[] " +
        "old) { _old.Add(old); old = []; }")]
    [InlineData("void Grow(ref byte[] old) { old = new byte[20]; }")]
    [InlineData("void Grow(ref byte[] old) { ref byte[] same = ref old; same = ArrayPool<byte>.Shared.Rent(20); same = new byte[20]; }")]
    [InlineData("void Grow(byte[] other) { byte[] array = []; ref byte[] one = ref array; one = ref other; ref byte[] same = ref one; same = " +
        "ArrayPool<byte>.Shared.Rent(20); same = []; }")]
    public Task RentedArray_ReplacedByAMethodThatReturnsIt_IsNotReported(string members) => Verifier.VerifyMembersAsync(members);

    [Theory]
    [InlineData("byte[] _kept = []; void Grow() { byte[] array = ArrayPool<byte>.Shared.Rent(10); _kept = array; array = ArrayPool<byte>.Shared.Rent(20); " +
        "_kept = array; }")]
    [InlineData("byte[] Grow(byte[] old) { byte[] array = ArrayPool<byte>.Shared.Rent(10); Array.Copy(old, array, 1); old = array; return old; }")]
    public Task RentedArray_Kept_IsNotReported(string members) => Verifier.VerifyMembersAsync(members);
}
