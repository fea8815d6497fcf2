using System.Reflection;

namespace Tidepool.Tests;

/// <summary>Each test names the requirement that it proves.</summary>
[Trait("Requirement", Quality)]
public class RequirementTraitTests
{
    /// <summary>The trait of tests that guard the project itself rather than one of its requirements.</summary>
    internal const string Quality = "Quality";

    private static readonly string[] s_known =
    [
        .. Numbered('S', 16), .. Numbered('B', 10), .. Numbered('E', 6), .. Numbered('D', 6), .. Numbered('A', 9), "N1", "N2", "N3", "N5", Quality,
    ];

    public static TheoryData<Type> TestClasses =>
        [.. typeof(RequirementTraitTests).Assembly.GetTypes().Where(static type => !type.IsAbstract && Tests(type).Any())];

    [Fact]
    public void TestClasses_OfThisAssembly_AreFound() => Assert.Contains<Type>(typeof(GomempoolModelTests), TestClasses.Select(static row => row.Data));

    /// <summary>Searches the sources of all test projects, because the other projects' assemblies aren't loaded here.</summary>
    [Fact]
    public void EveryRequirement_HasATest()
    {
        string[] sources =
            [.. Directory.EnumerateFiles(Path.Combine(Repository.Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        Assert.All(
            s_known.Where(static requirement => requirement != Quality),
            requirement => Assert.Contains(sources, source => source.Contains($"[Trait(\"Requirement\", \"{requirement}\")]", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(TestClasses))]
    public void EveryTest_NamesRequirementsThatExist(Type testClass)
    {
        ArgumentNullException.ThrowIfNull(testClass);
        string[] ofClass = [.. RequirementsOf(testClass)];
        foreach (MethodInfo test in Tests(testClass))
        {
            string[] requirements = [.. ofClass, .. RequirementsOf(test)];
            Assert.True(requirements.Length > 0, $"{testClass.Name}.{test.Name} names no requirement.");
            Assert.All(requirements, static requirement => Assert.Contains(requirement, s_known));
        }
    }

    private static IEnumerable<MethodInfo> Tests(Type type) => type.GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute), inherit: true));

    private static IEnumerable<string> RequirementsOf(MemberInfo member) => member
        .GetCustomAttributes<TraitAttribute>(inherit: true)
        .Where(static trait => trait.Name == "Requirement")
        .Select(static trait => trait.Value);

    private static IEnumerable<string> Numbered(char letter, int count) => Enumerable.Range(1, count).Select(number => $"{letter}{number}");
}
