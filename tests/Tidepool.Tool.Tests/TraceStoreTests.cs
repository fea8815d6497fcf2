using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

[Trait("Requirement", "D1")]
public class TraceStoreTests
{
    /// <summary>A cleanup of temporary files may delete the folder. The report exists by then, and must not be lost.</summary>
    [Fact]
    public void Dispose_AfterTheFolderWasDeleted_DoesNothing()
    {
        TraceStore store = TraceStore.In(null);
        DirectoryInfo folder = store.Next("pauses").Directory!;
        folder.Delete(recursive: true);
        store.Dispose();
        Assert.False(Directory.Exists(folder.FullName));
    }

    [Fact]
    public void Dispose_AfterAChosenFolderWasDeleted_DoesNothing()
    {
        using TemporaryFolder parent = new();
        DirectoryInfo folder = new(parent.Of("traces"));
        TraceStore store = TraceStore.In(folder);
        folder.Delete(recursive: true);
        store.Dispose();
        Assert.False(Directory.Exists(folder.FullName));
    }
}
