using System.Buffers;
using System.Security.Cryptography;
using WebUpload.Memory;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public class UploadMemoryTests
{
    public static TheoryData<string> Kinds => [.. MemoryKinds.All.Select(static kind => kind.Name())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Collector_KeepsWhatIsWrittenInEitherWay_AndBeginsAnew(string kind)
    {
        using BytePool pool = new(new BytePoolOptions());
        using ByteCollector collector = Create(kind, pool).Collect();
        foreach (int size in (int[])[0, 1, 16_384, 16_385, 1_000_000])
        {
            byte[] bytes = RandomNumberGenerator.GetBytes(size);
            collector.Stream.Write(bytes, 0, size / 2);
            collector.Writer.Write(bytes.AsSpan(size / 2));
            Assert.Equal(size, collector.Length);
            Assert.True(collector.Bytes.ToArray().AsSpan().SequenceEqual(bytes), $"{size} bytes were changed.");
            collector.Clear();
            Assert.Equal((0, 0), (collector.Length, collector.Bytes.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rent_GivesAtLeastWhatWasAsked(string kind)
    {
        using BytePool pool = new(new BytePoolOptions());
        UploadMemory memory = Create(kind, pool);
        foreach (int size in (int[])[1, 4_096, 65_536])
        {
            using IMemoryOwner<byte> rented = memory.Rent(size);
            Assert.True(rented.Memory.Length >= size);
        }
    }

    [Fact]
    public void Tidepool_GivesAllBack()
    {
        using BytePool pool = new(new BytePoolOptions());
        Use(Create(MemoryKind.Tidepool.Name(), pool));
        Assert.Equal((0, 0), (pool.GetStatistics().Rented, pool.GetStatistics().Abandoned));
        Assert.True(pool.GetStatistics().Returned > 1);

        static void Use(UploadMemory memory)
        {
            using IMemoryOwner<byte> rented = memory.Rent(1_000);
            using ByteCollector collector = memory.Collect();
            collector.Stream.Write(new byte[100_000]);
        }
    }

    private static UploadMemory Create(string kind, BytePool pool) => kind switch
    {
        "arraypool" => new ArrayPoolMemory(),
        "recyclable" => new RecyclableMemory(),
        "tidepool" => new TidepoolMemory(pool, pool),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
