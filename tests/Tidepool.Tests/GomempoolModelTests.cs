using CsCheck;

namespace Tidepool.Tests;

[Trait("Requirement", "S1")]
[Trait("Requirement", "S14")]
[Trait("Requirement", "B4")]
public class GomempoolModelTests
{
    private static readonly Gen<int> s_cap = Gen.OneOf(0, 1, 2, 3, 5, 8, 64, 300);

    [Fact]
    public void Statistics_RandomCalls_EqualGomempoolsAfterEveryStep() =>
        (from range in Ranges(4_000)
         from cap in s_cap
         from steps in Steps(range.Max, [(6, Act.Rent), (2, Act.ReturnNewest), (2, Act.ReturnOldest), (2, Act.ReturnAny)]).Array[0, 120]
         select (range, cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(test.range.Min, test.range.Max, test.cap),
                () => new GomempoolModel(GomempoolModel.PowersOfTwo(test.range.Min, test.range.Max), test.cap),
                test.steps),
            iter: 2_000);

    [Fact]
    public void Statistics_FewSizesAndBursts_EqualGomempoolsAfterEveryStep() =>
        (from cap in s_cap
         from steps in Steps(8, [(30, Act.Rent), (10, Act.ReturnNewest), (10, Act.ReturnOldest), (5, Act.DisposeAny),
             (1, Act.ReturnAllOldestFirst), (1, Act.ReturnAllNewestFirst)]).Array[0, 250]
         select (cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(4, 8, test.cap),
                () => new GomempoolModel([4, 8], test.cap),
                test.steps),
            iter: 500);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(300)]
    public void Statistics_LongRuns_EqualGomempoolsAfterEveryStep(int cap) =>
        Steps(300, [(5, Act.Rent), (1, Act.ReturnNewest), (2, Act.ReturnOldest), (2, Act.ReturnAny)]).Array[1_500].Sample(
            steps => ModelRun.AssertEqual(
                () => new BytePool(16, 256, cap),
                () => new GomempoolModel([16, 32, 64, 128, 256], cap),
                steps),
            iter: 8);

    [Fact]
    [Trait("Requirement", "B8")]
    public void Statistics_FourPerDoubling_EqualTheModelAfterEveryStep() =>
        (from cap in s_cap
         from steps in Steps(420, [(6, Act.Rent), (2, Act.ReturnNewest), (2, Act.ReturnOldest), (2, Act.ReturnAny)]).Array[0, 120]
         select (cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(new BytePoolOptions { MinSize = 64, MaxSize = 400,
                    MaxBuffersPerBucket = test.cap, SizeClasses = SizeClassLadder.FourPerDoubling }),
                () => new GomempoolModel([64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 400], test.cap),
                test.steps),
            iter: 500);

    [Fact]
    [Trait("Requirement", "B8")]
    public void Statistics_CustomLadders_EqualTheModelAfterEveryStep() =>
        (from ladder in Gen.Int[1, 300].ArrayUnique[1, 40]
         from cap in s_cap
         from steps in Steps(ladder.Max(), [(6, Act.Rent), (2, Act.ReturnNewest), (2, Act.ReturnOldest), (2, Act.ReturnAny)]).Array[0, 120]
         select (ladder: ladder.Order().ToArray(), cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(new BytePoolOptions
                {
                    MinSize = 1,
                    MaxSize = test.ladder[^1],
                    MaxBuffersPerBucket = test.cap,
                    SizeClasses = SizeClassLadder.Custom(test.ladder),
                }),
                () => new GomempoolModel(test.ladder, test.cap),
                test.steps),
            iter: 1_000);

    [Fact]
    [Trait("Requirement", "B7")]
    public void Statistics_WithTrims_EqualTheModelAfterEveryStep() =>
        (from cap in s_cap
         from steps in Steps(40, [(12, Act.Rent), (4, Act.ReturnNewest), (4, Act.ReturnOldest), (4, Act.ReturnAny), (1, Act.Trim)]).Array[0, 200]
         select (cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(4, 32, test.cap),
                () => new GomempoolModel([4, 8, 16, 32], test.cap),
                test.steps),
            iter: 1_000);

    [Fact]
    [Trait("Requirement", "B10")]
    public void Statistics_WithRentsThatRunOutOfMemory_EqualTheModelAfterEveryStep() =>
        (from cap in s_cap
         from steps in Steps(40, [(12, Act.Rent), (6, Act.RentWithoutMemory), (4, Act.ReturnNewest), (4, Act.ReturnOldest), (4, Act.DisposeAny), (1, Act.Trim)])
             .Array[0, 200]
         select (cap, steps)).Sample(
            static test => ModelRun.AssertEqual(
                () => new BytePool(4, 32, test.cap),
                () => new GomempoolModel([4, 8, 16, 32], test.cap),
                test.steps),
            iter: 1_000);

    [Theory]
    [InlineData(20_000, 0, "oldest")]
    [InlineData(20_000, 300, "oldest")]
    [InlineData(20_000, 300, "newest")]
    [InlineData(20_000, 300, "random")]
    [InlineData(20_000, 30_000, "random")]
    [InlineData(20_000, 30_000, "oldest")]
    [InlineData(5_000, 1, "newest")]
    public void Statistics_ManyLeasesHeldLong_EqualTheModel(int leases, int cap, string order)
    {
        ArgumentNullException.ThrowIfNull(order);
        FullCollections.RunUndisturbed(() => HoldAndReturn(leases, cap, order));
    }

    private static void HoldAndReturn(int leases, int cap, string order)
    {
        using BytePool pool = new(4, 16, cap);
        GomempoolModel model = new([4, 8, 16], cap);
        Random random = new(leases + cap);
        for (int round = 0; round < 2; round++)
        {
            List<(ByteLease Lease, int Size)> held = [];
            for (int rented = 0; rented < leases; rented++)
            {
                int size = random.Next(1, 17);
                ByteLease lease = pool.Rent(size);
                model.Rent(size, lease);
                held.Add((lease, size));
            }

            model.AssertEqualTo(pool.GetStatistics());
            switch (order)
            {
                case "newest":
                    held.Reverse();
                    break;
                case "random":
                    held = [.. held.Shuffle()];
                    break;
            }

            foreach ((ByteLease lease, int size) in held)
            {
                byte[] array = Buffers.ArrayOf(lease);
                lease.Return();
                model.Return(size, array);
            }

            model.AssertEqualTo(pool.GetStatistics());
        }
    }

    private static Gen<(int Min, int Max)> Ranges(int largest) =>
        from min in Gen.Int[1, largest]
        from max in Gen.Int[min, largest]
        select (min, max);

    /// <summary>Sizes from 0 to a little beyond <paramref name="maxSize"/>.</summary>
    private static Gen<Step> Steps(int maxSize, (int Weight, Act Act)[] acts) =>
        from act in Gen.Frequency(acts)
        from value in Gen.Int[0, maxSize + Math.Max(2, maxSize / 8)]
        select new Step(act, value);
}
