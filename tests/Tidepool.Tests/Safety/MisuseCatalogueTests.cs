using Tidepool.TestProgram.Misuse;

namespace Tidepool.Tests.Safety;

/// <summary>The table in docs/safety.md matches what happens.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B1")]
[Trait("Requirement", "B2")]
[Trait("Requirement", "B3")]
public class MisuseCatalogueTests
{
    /// <summary>Set this variable to 1 to write the table into the document.</summary>
    private const string WriteVariable = "TIDEPOOL_WRITE_DOCS";

    private const string Begin = "<!-- the catalogue: written by MisuseCatalogueTests -->\n";
    private const string End = "<!-- end of the catalogue -->";

    [Fact]
    public async Task Catalogue_EqualsTheDocumentsTable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The effect of a stale span on a process is tested only on Linux.");
        MisuseTable table = await MisuseTable.MakeAsync();
        string path = Path.Combine(Repository.Root(), "docs", "safety.md");
        string document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = document.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(path, document[..begin] + table + document[end..], TestContext.Current.CancellationToken);
        }

        AssertHandlesAreSafeIn(PoolMode.Standard, table);
        AssertHandlesAreSafeIn(PoolMode.Unpooled, table);
        Assert.Equal(document[begin..end], table.ToString());
    }

    /// <summary>No misuse through a handle goes unnoticed.</summary>
    private static void AssertHandlesAreSafeIn(PoolMode mode, MisuseTable table)
    {
        IEnumerable<KeyValuePair<MisuseCase, Outcome>> throughHandles = table.Outcomes
            .Where(pair => pair.Key.Mode == mode && pair.Key.Handle != HandleKind.Array && pair.Key.Act is MisuseAct.ReturnTwice or MisuseAct.UseHandle);
        Assert.All(throughHandles, static pair => Assert.Equal(
            pair.Key is { Handle: HandleKind.Owner or HandleKind.Writer or HandleKind.Stream, Act: MisuseAct.ReturnTwice } ? Outcome.Ignored : Outcome.Throws,
            pair.Value));
    }
}
