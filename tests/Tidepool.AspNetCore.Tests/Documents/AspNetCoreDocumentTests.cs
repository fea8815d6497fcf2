using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tidepool.AspNetCore.Configuration;

namespace Tidepool.AspNetCore.Tests.Documents;

/// <summary>What docs/aspnetcore.md says is so.</summary>
[Trait("Requirement", "Quality")]
public partial class AspNetCoreDocumentTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Tidepool;
        """;

    private static string Document => Repository.Read("docs", "aspnetcore.md");

    public static TheoryData<string> Blocks => [.. Block().Matches(Document).Select(static match => match.Groups["code"].Value)];

    /// <summary>Blocks marked <c>csharp aspnetcore</c> need this package and the web framework.</summary>
    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void CodeBlock_Compiles(string code)
    {
        CSharpParseOptions language = new(LanguageVersion.Latest);
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, language), CSharpSyntaxTree.ParseText(code, language)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Document_ShowsCode() => Assert.InRange(Blocks.Count(), 3, int.MaxValue);

    [Fact]
    public void Keys_InTheTable_AreAllThatThereAre() =>
        Assert.Equal(OptionKey.All.Select(static key => key.Name), KeyRow().Matches(Document).Select(static row => row.Groups["key"].Value));

    [Fact]
    public void Defaults_InTheTable_AreThoseOfTheOptions()
    {
        Dictionary<string, string?> stated = KeyRow().Matches(Document)
            .Where(static row => row.Groups["key"].Value != nameof(BytePoolOptions.Name))
            .ToDictionary(static row => row.Groups["key"].Value, static row => (string?)row.Groups["default"].Value.Split(';')[0].Trim('`', ' ').Replace("empty", "", StringComparison.Ordinal));
        IConfigurationSection section = new ConfigurationBuilder().AddInMemoryCollection(stated.ToDictionary(static pair => $"Stated:{pair.Key}", static pair => pair.Value)).Build().GetSection("Stated");
        using ServiceProvider provider = new ServiceCollection().AddTidepool(section).Services.BuildServiceProvider();
        BytePoolOptions options = provider.GetRequiredService<IOptions<BytePoolOptions>>().Value;
        BytePoolOptions defaults = new();
        Assert.All(
            typeof(BytePoolOptions).GetProperties().Where(property => stated.ContainsKey(property.Name)),
            property => Assert.Equal(property.GetValue(defaults), property.GetValue(options)));
    }

    [GeneratedRegex(@"^```csharp aspnetcore[^\S\n]*\n(?<code>.*?)^```[^\S\n]*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w+)` \|[^|\n]*\|[^|\n]*\| (?<default>[^|\n]*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex KeyRow();
}
