using MessageRelay.Memory;
using Tidepool;
using Xunit;

namespace MessageRelay.Tests;

public class MessageMemoryTests
{
    private const int MaxSize = 32 * 1024 * 1024;

    public static TheoryData<string> Kinds => [.. MemoryKinds.All.Select(kind => kind.OptionName())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rent_AnySize_GivesExactlyThatManyBytesOfItsOwn(string kind)
    {
        using MessageMemory memory = Create(kind);
        foreach (int size in (int[])[40, 41, 4096, 100_000, 2 * 1024 * 1024, MaxSize])
        {
            MessageBuffer one = memory.Rent(size);
            MessageBuffer two = memory.Rent(size);
            Assert.Equal(size, one.Length);
            Assert.Equal(size, one.Memory.Length);
            one.Memory.Span.Fill(1);
            two.Memory.Span.Fill(2);
            Assert.False(one.Memory.Span.ContainsAnyExcept((byte)1));
            one.Return();
            two.Return();
        }

        Assert.True(memory.CountRented() is null or 0);
    }

    [Fact]
    [Trait("Requirement", "S14")]
    public void Tidepool_LargestSizeOfTheServer_IsPooled()
    {
        using MessageMemory memory = Create("tidepool");
        memory.Rent(MaxSize).Return();
        MessageBuffer again = memory.Rent(MaxSize);
        Assert.Equal(1, memory.CountRented());
        again.Return();

        BucketRow bucket = Assert.Single(memory.GetBuckets());
        Assert.Equal((MaxSize, 1L, 1L, 2L), (bucket.Size, bucket.Hits, bucket.Misses, bucket.Returned));
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void Tidepool_UseAfterReturn_Throws()
    {
        using MessageMemory memory = Create("tidepool");
        MessageBuffer buffer = memory.Rent(100);
        buffer.Return();
        Assert.Throws<BufferAlreadyReturnedException>(() => buffer.Memory);
        Assert.Throws<BufferAlreadyReturnedException>(buffer.Return);
    }

    private static MessageMemory Create(string name) => MemoryKinds.All.Single(kind => kind.OptionName() == name).Create(MaxSize);
}
