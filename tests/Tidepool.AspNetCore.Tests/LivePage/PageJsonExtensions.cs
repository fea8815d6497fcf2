using System.Text.Json;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Accessors for the page's JSON.</summary>
internal static class PageJsonExtensions
{
    extension(JsonElement page)
    {
        internal IEnumerable<JsonElement> Pools(string name) =>
            page.GetProperty("pools").EnumerateArray().Where(pool => pool.GetProperty("name").GetString() == name);

        internal JsonElement Pool(string name) => Assert.Single(page.Pools(name));
    }

    extension(JsonElement item)
    {
        internal long Number(string member) => item.GetProperty(member).GetInt64();
    }
}
