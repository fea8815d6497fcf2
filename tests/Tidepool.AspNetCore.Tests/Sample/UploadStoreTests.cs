using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using WebUpload.Memory;
using WebUpload.Uploads;

namespace Tidepool.AspNetCore.Tests.Sample;

[Trait("Requirement", "E4")]
public sealed class UploadStoreTests : IDisposable
{
    private const int Rounds = 2_000;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>A download gets the whole file, even if others replace and delete it at the same time.</summary>
    [Fact]
    public async Task File_ReplacedDeletedAndDownloadedAtOnce_StaysWhole()
    {
        using BytePool pool = new(new BytePoolOptions());
        using UploadStore store = new(_folder.Path, new TidepoolMemory(pool, pool));
        Task uploads = Task.Run(
            async () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    await store.ReceiveAsync("one", Body(BitConverter.GetBytes(i)), sizeof(int), Cancellation);
                }
            },
            Cancellation);
        Task deletions = Task.Run(
            () =>
            {
                while (!uploads.IsCompleted)
                {
                    store.Delete("one");
                }
            },
            Cancellation);
        while (!uploads.IsCompleted)
        {
            await using OpenedFile? opened = store.Open("one");
            if (opened is not null)
            {
                await using GZipStream decompressed = new(opened.Content, CompressionMode.Decompress);
                Assert.Equal(opened.File.Sha256, Convert.ToHexString(await SHA256.HashDataAsync(decompressed, Cancellation)));
            }
        }

        await uploads;
        await deletions;
        store.Delete("one");
        Assert.Empty(_folder.Files);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    public async Task Body_ThatFailsInItsMiddle_LeavesNoFileAndNoBuffer_AndTheFileBeforeIt()
    {
        using BytePool pool = new(new BytePoolOptions());
        using UploadStore store = new(_folder.Path, new TidepoolMemory(pool, pool));
        await store.ReceiveAsync("one", Body([1, 2, 3]), 3, Cancellation);
        string[] before = _folder.Files;

        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        Task<StoredFile> upload = store.ReceiveAsync("one", pipe.Reader, null, Cancellation);
        await pipe.Writer.WriteAsync(RandomNumberGenerator.GetBytes(300_000), Cancellation);
        await pipe.Writer.CompleteAsync(new IOException("The client has gone."));
        await Assert.ThrowsAsync<IOException>(() => upload);

        Assert.Equal(before, _folder.Files);
        Assert.Equal(0, pool.GetStatistics().Rented);
        await using OpenedFile? kept = store.Open("one");
        Assert.Equal(3, kept?.File.Length);
    }

    /// <summary>The leftovers of a crash: a file without its description, and two descriptions of one name.</summary>
    [Fact]
    public async Task Folder_OfACrashedRun_KeepsTheLastCompleteFileOfEachName_AndWhatIsNotTheStores()
    {
        using BytePool pool = new(new BytePoolOptions());
        TidepoolMemory memory = new(pool, pool);
        StoredFile last;
        using (UploadStore first = new(_folder.Path, memory))
        {
            StoredFile older = await first.ReceiveAsync("one", Body([1]), 1, Cancellation);
            string[] kept = _folder.Files;
            byte[][] contents = [.. kept.Select(File.ReadAllBytes)];
            last = await first.ReceiveAsync("one", Body([1, 2]), 2, Cancellation);
            Assert.True(last.Uploaded >= older.Uploaded);
            foreach ((string path, byte[] content) in kept.Zip(contents))
            {
                await File.WriteAllBytesAsync(path, content, Cancellation);
            }
        }

        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.gz"), [1], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "holiday.gz"), [1], Cancellation);
        using UploadStore second = new(_folder.Path, memory);
        Assert.Equal([last], second.All);
        string[] expected = ["holiday.gz", $"{last.Id:N}.gz", $"{last.Id:N}.json"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), _folder.Files.Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private static PipeReader Body(byte[] bytes) => PipeReader.Create(new ReadOnlySequence<byte>(bytes));
}
