using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tidepool.AspNetCore.Configuration;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.Documents;

/// <summary>The statements in docs/aspnetcore.md are true.</summary>
[Trait("Requirement", "Quality")]
public partial class AspNetCoreDocumentTests
{
    private static string Document => File.ReadAllText(Path.Combine(Repository.Root(), "docs", "aspnetcore.md"));

    [Fact]
    public void Keys_InTheTable_AreAllThatThereAre() =>
        Assert.Equal(OptionKey.All.Select(static key => key.Name), KeyRow().Matches(Document).Select(static row => row.Groups["key"].Value));

    [Fact]
    public void Defaults_InTheTable_AreThoseOfTheOptions()
    {
        Dictionary<string, string?> stated = KeyRow().Matches(Document)
            .Where(static row => row.Groups["key"].Value != nameof(BytePoolOptions.Name))
            .ToDictionary(static row => row.Groups["key"].Value,
                static row => (string?)row.Groups["default"].Value.Split(';')[0].Trim('`', ' ').Replace("empty", "", StringComparison.Ordinal));
        IConfigurationSection section = new ConfigurationBuilder()
            .AddInMemoryCollection(stated.ToDictionary(static pair => $"Stated:{pair.Key}", static pair => pair.Value)).Build().GetSection("Stated");
        using ServiceProvider provider = new ServiceCollection().AddTidepool(section).Services.BuildServiceProvider();
        BytePoolOptions options = provider.GetRequiredService<IOptions<BytePoolOptions>>().Value;
        BytePoolOptions defaults = new();
        Assert.All(
            typeof(BytePoolOptions).GetProperties().Where(property => stated.ContainsKey(property.Name)),
            property => Assert.Equal(property.GetValue(defaults), property.GetValue(options)));
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w+)` \|[^|\n]*\|[^|\n]*\| (?<default>[^|\n]*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyRow();
}
