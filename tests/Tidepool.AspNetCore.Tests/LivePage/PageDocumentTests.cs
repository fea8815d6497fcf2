using System.Text.Json;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>The statements about the JSON in docs/live-page.md are true.</summary>
[Trait("Requirement", "E4")]
public class PageDocumentTests
{
    [Fact]
    public async Task Members_OfTheJson_AreAllInTheDocument()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "docs", "live-page.md"), TestContext.Current.CancellationToken);
        await using PageApplication application = await PageApplication.StartAsync();
        using BytePool pool = TestPools.Create(mode: PoolMode.Checked);
        ByteLease lease = pool.Rent(10);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        using ByteLease held = pool.Rent(10);
        string[] members = [.. MembersOf(await application.GetJsonAsync()).Distinct()];
        Assert.Contains("callSite", members);
        Assert.Contains("details", members);
        Assert.All(members, member => Assert.True(document.Contains($"`{member}", StringComparison.Ordinal)
            || document.Contains($".{member}[]`", StringComparison.Ordinal), $"{member} is missing."));
    }

    private static IEnumerable<string> MembersOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static member => MembersOf(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(MembersOf),
        _ => [],
    };
}
