using CsCheck;

namespace Tidepool.Tests.Safety;

/// <summary>Random programs over the public API in all modes: held buffers keep their contents, stale leases throw,
/// and the counts add up after every step.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
[Trait("Requirement", "B4")]
public class ModeFuzzTests
{
    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    private enum Kind
    {
        Rent,
        Return,
        ReturnElsewhere,
        Dispose,
        ReturnStale,
        UseStale,
        Allocate,
        UseAdapters,
        Trim,
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Programs_OfOneThread_KeepContentsAndCounts(PoolMode mode) =>
        (from quarantine in Gen.Int[0, 5]
         from cap in Gen.Int[0, 6]
         from clears in Gen.Bool
         from steps in Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 5_000]).Array[1, 60]
         select (quarantine, cap, clears, steps)).Sample(
            test =>
            {
                using BytePool pool = new(new BytePoolOptions
                {
                    Mode = mode,
                    MaxSize = 4_096,
                    QuarantineLength = test.quarantine,
                    MaxBuffersPerBucket = test.cap,
                    ClearOnReturn = test.clears,
                    OnMisuse = static _ => { },
                });
                FuzzedUse use = new(pool);
                foreach ((Kind kind, int value) in test.steps)
                {
                    Do(use, kind, value);
                    use.AssertAllIsWell();
                }
            },
            iter: 150);

    /// <summary>Whatever several threads do to the same leases at the same time, some sequential order of the calls has the same outcome.</summary>
    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Returns_OfSeveralThreads_AreLinearizable(PoolMode mode) =>
        Gen.Const(0).Select(_ => new SharedLeases(mode)).SampleParallel(
            Gen.Int[0, SharedLeases.Count - 1].Operation<SharedLeases>(static (leases, index) => leases.Return(index)),
            Gen.Int[0, SharedLeases.Count - 1].Operation<SharedLeases>(static (leases, index) => leases.Dispose(index)),
            Gen.Int[1, 4_096].Operation<SharedLeases>(static (leases, size) => leases.RentAndReturn(size)),
            Gen.Operation<SharedLeases>(static leases => leases.Trim()),
            equal: static (one, other) => one.Outcome == other.Outcome,
            print: static leases => leases.Outcome,
            iter: 100);

    /// <summary>The same in the modes in which two overlapping returns may both succeed, with returns that don't report success.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    public void Disposals_OfSeveralThreads_AreLinearizable(PoolMode mode) =>
        Gen.Const(0).Select(_ => new SharedLeases(mode)).SampleParallel(
            Gen.Int[0, SharedLeases.Count - 1].Operation<SharedLeases>(static (leases, index) => leases.Dispose(index)),
            Gen.Int[0, SharedLeases.Count - 1].Operation<SharedLeases>(static (leases, index) => leases.DisposeElsewhere(index)),
            Gen.Int[1, 5_000].Operation<SharedLeases>(static (leases, size) => leases.RentAndReturn(size)),
            Gen.Operation<SharedLeases>(static leases => leases.Trim()),
            equal: static (one, other) => one.Outcome == other.Outcome,
            print: static leases => leases.Outcome,
            iter: 100);

    /// <summary>A budget for three buffers and several threads that try to rent: some sequential order of the calls has the same outcome.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    public void Budget_UnderSeveralThreads_IsLinearizable(PoolMode mode) =>
        Gen.Const(0).Select(_ => new SharedBudget(mode)).SampleParallel(
            Gen.Operation<SharedBudget>(static budget => budget.TryRent()),
            Gen.Operation<SharedBudget>(static budget => budget.ReturnOne()),
            Gen.Operation<SharedBudget>(static budget => budget.Trim()),
            equal: static (one, other) => one.Outcome == other.Outcome,
            print: static budget => budget.Outcome,
            iter: 100);

    private static void Do(FuzzedUse use, Kind kind, int value)
    {
        switch (kind)
        {
            case Kind.Rent:
                use.Rent(value);
                break;
            case Kind.Return:
                use.Return(value, static lease => lease.Return());
                break;
            case Kind.ReturnElsewhere:
                use.Return(value, static lease => OtherThread.Run(lease.Return));
                break;
            case Kind.Dispose:
                use.Return(value, static lease => lease.Dispose());
                break;
            case Kind.ReturnStale:
                use.MisuseStale(value, static lease => lease.Return());
                break;
            case Kind.UseStale:
                use.MisuseStale(value, static lease => _ = lease.Span.Length + lease.Memory.Length);
                break;
            case Kind.Allocate:
                use.Allocate(value);
                break;
            case Kind.UseAdapters:
                use.UseAdapters(value);
                break;
            case Kind.Trim:
                use.Trim();
                break;
        }
    }
}
