using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>TIDE009: a pool that serves one call.</summary>
[Trait("Requirement", "A9")]
public class PoolPerCallTests
{
    private const string New = "{|TIDE009:new BytePool(1, 2, 3)|}";

    /// <summary>Receives handlers as a web application does.</summary>
    private const string App = " class App { public void MapGet(string path, Delegate handler) => Console.WriteLine((path, handler)); public void " +
        "SetAction(Action action) => Console.WriteLine(action); }";

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
    [InlineData("class FactAttribute : Attribute; class Tests { [Fact] void Rents() { Make(); } void Make() { var own = new BytePool(1, 2, 3); " +
        "own.Rent(5).Return(); } }")]
    public Task Pool_WhereItBelongs_IsNotReported(string file) => Verifier.VerifyFileAsync(file);

    [Theory]
    [InlineData("App app = new(); app.MapGet(\"/x\", () => { using var own = " + New + "; using var lease = own.Rent(5); return lease.Length; });")]
    [InlineData("App app = new(); app.MapGet(\"/x\", async (int size) => { using var own = " + New + "; using var lease = await own.RentAsync(size); });")]
    [InlineData("App app = new(); app.MapGet(\"/x\", () => " + New + ".Rent(5).Return());")]
    [InlineData("App app = new(); app.MapGet(\"/x\", Handle); int Handle() { using var own = "
        + New + "; using var lease = own.Rent(5); return lease.Length; }")]
    [InlineData("App app = new(); app.MapGet(\"/x\", (Func<int>)Handle); int Handle() { using var own = "
        + New + "; using var lease = own.Rent(5); return lease.Length; }")]
    [InlineData("App app = new(); Func<int> handle = () => { using var own = " + New + "; using var lease = own.Rent(5); return lease.Length; }; " +
        "app.MapGet(\"/x\", handle);")]
    [InlineData("App app = new(); app.MapGet(\"/x\", () => { return Inner(); int Inner() { using var own = " + New + "; using var lease = own.Rent(5); " +
        "return lease.Length; } });")]
    [InlineData("App app = new(); Begin(); void Begin() { app.MapGet(\"/x\", () => { using var own = " + New + "; own.Rent(5).Return(); }); }")]
    [InlineData("Parallel.For(0, 10, i => { using var own = " + New + "; own.Rent(i).Return(); });")]
    [InlineData("int[] sizes = [1, 2]; Array.ForEach(sizes, size => { using var own = " + New + "; own.Rent(size).Return(); });")]
    [InlineData("using Timer timer = new(_ => { using var own = " + New + "; own.Rent(5).Return(); });")]
    [InlineData("Repeat(() => { using var own = " + New + "; own.Rent(5).Return(); }); static void Repeat(Action action) { for (int i = 0; i < 9; i++) { " +
        "action(); } }")]
    [InlineData("class Program { static void Main() { new App().MapGet(\"/x\", () => { using var own = " + New + "; own.Rent(5).Return(); }); } }")]
    [InlineData("class Program { static async Task Main(string[] args) { await Task.Yield(); new App().MapGet(\"/x\", Handle); static void Handle() { " +
        "using var own = " + New + "; own.Rent(5).Return(); } } }")]
    public Task Pool_OfAHandlerInTheEntryPoint_IsReported(string code) => Verifier.VerifyFileAsync(code + App);

    [Theory]
    [InlineData("Run(); void Run() { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); }")]
    [InlineData("await RunAsync(); async Task RunAsync() { using var own = new BytePool(1, 2, 3); using var lease = await own.RentAsync(5); }")]
    [InlineData("Action run = () => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); }; run();")]
    [InlineData("App app = new(); using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); app.MapGet(\"/x\", () => 5);")]
    [InlineData("App app = new(); var own = new BytePool(1, 2, 3); app.MapGet(\"/x\", () => own.Rent(5).Return());")]
    [InlineData("App app = new(); app.MapGet(\"/x\", () => { using var lease = BytePool.Shared.Rent(5); return lease.Length; });")]
    [InlineData("App app = new(); app.MapGet(\"/x\", () => { using var own = new BytePool(1, 2, 3); for (int i = 0; i < 9; i++) { own.Rent(5).Return(); } });")]
    [InlineData("await Task.Run(() => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); });")]
    [InlineData("await Task.Factory.StartNew(() => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); });")]
    [InlineData("Thread thread = new(() => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); }); thread.Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); });")]
    [InlineData("Lazy<int> size = new(() => { using var own = new BytePool(1, 2, 3); using var lease = own.Rent(5); return lease.Length; }); " +
        "Console.WriteLine(size.Value);")]
    [InlineData("Measure(\"x\", () => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); }); static void Measure(string name, Action action) " +
        "{ Console.WriteLine(name); action(); }")]
    [InlineData("Program.Measure(() => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); }); partial class Program { static void " +
        "Measure(Action? action) { ArgumentNullException.ThrowIfNull(action); action?.Invoke(); } }")]
    [InlineData("App app = new(); app.SetAction(() => { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); });")]
    [InlineData("class Program { static void Main() { Run(); static void Run() { using var own = new BytePool(1, 2, 3); own.Rent(5).Return(); } } }")]
    public Task Pool_OfTheEntryPointItself_IsNotReported(string code) => Verifier.VerifyFileAsync(code + App);
}
