using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE009: a pool that serves one call.</summary>
[Trait("Requirement", "A9")]
public class PoolPerCallTests
{
    private const string New = "{|TIDE009:new BytePool(1, 2, 3)|}";

    [Theory]
    [InlineData("var own = " + New + "; using var lease = own.Rent(5);")]
    [InlineData("using var own = " + New + "; using var lease = own.Rent(5);")]
    [InlineData("BytePool own = {|TIDE009:new(1, 2, 3)|}; own.Rent(5).Return();")]
    [InlineData("BytePool own = {|TIDE009:new BytePool(new BytePoolOptions())|}; own.Rent(5).Return();")]
    [InlineData("using (BytePool own = " + New + ") { own.Rent(5).Return(); }")]
    [InlineData(New + ".Rent(5).Return();")]
    [InlineData("using ByteLease lease = " + New + ".Rent(5);")]
    [InlineData("var own = " + New + "; if (own.TryRent(5, out ByteLease lease)) { lease.Return(); }")]
    [InlineData("var own = " + New + "; using ByteLease lease = await own.RentAsync(5);")]
    [InlineData("var own = " + New + "; using Allocator allocator = own.Allocate(5); Use(allocator.Span);")]
    [InlineData("var own = " + New + "; using ByteLease lease = own.Rent(5); own.Dispose();")]
    [InlineData("var own = " + New + "; using ByteLease lease = own.Rent(own.MinSize); Console.WriteLine(own.GetStatistics());")]
    [InlineData("for (int i = 0; i < 5; i++) { using var own = " + New + "; own.Rent(5).Return(); }")]
    public Task Pool_OfOneCall_IsReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("var own = new BytePool(1, 2, 3); for (int i = 0; i < 5; i++) { own.Rent(5).Return(); }")]
    [InlineData("var own = new BytePool(1, 2, 3); while (Ask()) { using ByteLease lease = own.Rent(5); }")]
    [InlineData("var own = new BytePool(1, 2, 3); Serve(own); void Serve(BytePool p) { p.Rent(5).Return(); }")]
    [InlineData("var own = new BytePool(1, 2, 3); Action serve = () => own.Rent(5).Return(); serve();")]
    [InlineData("var own = new BytePool(1, 2, 3); Serve(); void Serve() { own.Rent(5).Return(); }")]
    [InlineData("var own = new BytePool(1, 2, 3); List<BytePool> pools = [own]; own.Rent(5).Return();")]
    [InlineData("var own = new BytePool(1, 2, 3); BytePool same = own; own.Rent(5).Return();")]
    [InlineData("var own = new BytePool(1, 2, 3); MemoryPool<byte> adapter = own.AsMemoryPool(); own.Rent(5).Return(); Console.WriteLine(adapter);")]
    [InlineData("var own = new BytePool(1, 2, 3); Console.WriteLine(own.MinSize);")]
    [InlineData("BytePool own = BytePool.Shared; own.Rent(5).Return();")]
    public Task Pool_OfLongerUse_IsNotReported(string code) => Verifier.VerifyStatementsAsync(code);

    [Theory]
    [InlineData("class Program { static void Main() { var own = new BytePool(1, 2, 3); own.Rent(5).Return(); } }")]
    [InlineData("class Program { static async Task Main(string[] args) { using var own = new BytePool(1, 2, 3); using var lease = await own.RentAsync(5); } }")]
    [InlineData("using var own = new BytePool(1, 2, 3); own.Rent(5).Return();")]
    [InlineData("class Server { static readonly BytePool s_pool = new(1, 2, 3); void Serve() { s_pool.Rent(5).Return(); } }")]
    [InlineData("class Server { BytePool _pool; Server() { var own = new BytePool(1, 2, 3); own.Rent(5).Return(); _pool = own; } }")]
    [InlineData("class Server { static Server() { var own = new BytePool(1, 2, 3); own.Rent(5).Return(); } }")]
    [InlineData("class Factory { BytePool Make() { var own = new BytePool(1, 2, 3); own.Rent(5).Return(); return own; } }")]
    [InlineData("class Factory { BytePool Make() => new BytePool(1, 2, 3); }")]
    [InlineData("class Factory { BytePool? _pool; void Make() { _pool = new BytePool(1, 2, 3); _pool.Rent(5).Return(); } }")]
    [InlineData("class FactAttribute : Attribute; class Tests { [Fact] void Rents() { Make(); } void Make() { var own = new BytePool(1, 2, 3); own.Rent(5).Return(); } }")]
    public Task Pool_WhereItBelongs_IsNotReported(string file) => Verifier.VerifyFileAsync(file);
}
