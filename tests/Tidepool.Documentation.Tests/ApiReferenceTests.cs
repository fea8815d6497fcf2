using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tidepool.Documentation.Tests;

/// <summary>The reference in <c>docs/api</c> matches the current public API. <c>dotnet run eng/api-reference.cs</c> writes it.</summary>
[Trait("Requirement", "Quality")]
public class ApiReferenceTests
{
    public static TheoryData<Type> PublicTypes => [.. Assembly.Load("Tidepool").GetExportedTypes(), .. Assembly.Load("Tidepool.AspNetCore").GetExportedTypes()];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Reference_HasAPageForEachType_WithItsMembers(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Assert.True(File.Exists(Path.Combine(Repository.Root(), PageOf(type))), $"{PageOf(type)} is missing.");
        string text = File.ReadAllText(Path.Combine(Repository.Root(), PageOf(type)));

        IEnumerable<string> members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(static member => member is PropertyInfo or FieldInfo { IsSpecialName: false }
                or MethodInfo { IsSpecialName: false } && !member.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(static member => member.Name);
        Assert.All(members, member => Assert.Matches($@"(?m)^### .*</a> {member}\b|^`{member} =", text));
    }

    [Fact]
    public void Reference_HasNoOtherPages()
    {
        IEnumerable<string> pages = Document.All().Where(static path => path.StartsWith(Document.Reference, StringComparison.Ordinal));
        IEnumerable<Type> types = PublicTypes.Select(static row => row.Data);

        Assert.Equal(
            types.Select(PageOf).Concat(types.Select(static type => $"{Document.Reference}{type.Namespace}.md")).Distinct().Order(StringComparer.Ordinal),
            pages);
    }

    private static string PageOf(Type type) => $"{Document.Reference}{type.FullName!.Replace('+', '.').Replace('`', '-')}.md";
}
