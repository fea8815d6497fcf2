using System.IO.Compression;

namespace Tidepool.Integration.Tests.Streams;

/// <summary><see cref="System.IO.Compression"/> on pooled streams.</summary>
[Trait("Requirement", "E3")]
public class CompressionTests
{
    private const int Length = 1_000_000;

    [Theory]
    [InlineData("gzip")]
    [InlineData("brotli")]
    [InlineData("zlib")]
    public async Task CompressedStream_GivesBackWhatWentIn(string format)
    {
        using WatchedPool watched = new();
        byte[] data = RealData.Bytes(Length);
        await using (PooledStream packed = new(watched.Pool))
        await using (PooledStream unpacked = new(watched.Pool, 10_000))
        {
            await using (Stream compressor = Open(format, packed, CompressionMode.Compress))
            {
                await compressor.WriteAsync(data, TestContext.Current.CancellationToken);
            }

            Assert.InRange(packed.Length, 1_000, Length - 1_000);
            packed.Position = 0;
            await using Stream decompressor = Open(format, packed, CompressionMode.Decompress);
            await decompressor.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
            Assert.Equal(data, unpacked.ToArray());
        }

        await watched.AssertCleanAsync();
    }

    [Fact]
    public async Task ZipArchive_IsWrittenChangedAndReadInAPooledStream()
    {
        using WatchedPool watched = new();
        await using (PooledStream stream = new(watched.Pool, 4_096))
        {
            using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(archive, "code.bin", RealData.Bytes(Length));
                Add(archive, "empty.bin", []);
                Add(archive, "old.bin", RealData.Bytes(1_000));
            }

            // Seeks to the directory, reads, and rewrites the archive in place.
            using (ZipArchive archive = new(stream, ZipArchiveMode.Update, leaveOpen: true))
            {
                archive.GetEntry("old.bin")!.Delete();
                Add(archive, "new.bin", RealData.Bytes(5_000));
            }

            using ZipArchive final = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            Assert.Equal(["code.bin", "empty.bin", "new.bin"], final.Entries.Select(static entry => entry.FullName));
            Assert.Equal(RealData.Bytes(Length), await ReadAsync(final, "code.bin", watched.Pool));
            Assert.Empty(await ReadAsync(final, "empty.bin", watched.Pool));
            Assert.Equal(RealData.Bytes(5_000), await ReadAsync(final, "new.bin", watched.Pool));
        }

        await watched.AssertCleanAsync();
    }

    private static Stream Open(string format, Stream stream, CompressionMode mode) => format switch
    {
        "gzip" => new GZipStream(stream, mode, leaveOpen: true),
        "brotli" => new BrotliStream(stream, mode, leaveOpen: true),
        _ => new ZLibStream(stream, mode, leaveOpen: true),
    };

    private static void Add(ZipArchive archive, string name, byte[] data)
    {
        using Stream entry = archive.CreateEntry(name).Open();
        entry.Write(data);
    }

    private static async Task<byte[]> ReadAsync(ZipArchive archive, string name, BytePool pool)
    {
        await using PooledStream content = new(pool);
        await using (Stream entry = await archive.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken))
        {
            await entry.CopyToAsync(content, TestContext.Current.CancellationToken);
        }

        return content.ToArray();
    }
}
