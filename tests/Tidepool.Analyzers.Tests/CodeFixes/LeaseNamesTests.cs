using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>The names by which the fix of TIDE008 refers to Tidepool's types.</summary>
[Trait("Requirement", "A8")]
public class LeaseNamesTests
{
    /// <summary>The names of Tidepool's types are resolved in context, not just written out.</summary>
    [Theory]
    [InlineData("int BytePool { get; set; }", "Tidepool.BytePool.Shared", "ByteLease")]
    [InlineData("static readonly ArrayPool<byte> BytePool = ArrayPool<byte>.Shared;", "Tidepool.BytePool.Shared", "ByteLease")]
    [InlineData("class BytePool; class ByteLease;", "Tidepool.BytePool.Shared", "Tidepool.ByteLease")]
    [InlineData("class BytePool; int Tidepool => 1;", "global::Tidepool.BytePool.Shared", "ByteLease")]
    public Task Names_ThatAreTaken_AreQualified(string members, string pool, string lease) => FixVerifier.VerifyFileAsync<LeaseForArrayFix>(
        "TIDE008",
        $$"""
        class Program
        {
            {{members}}
            void Run() { byte[] array = ArrayPool<byte>.Shared.Rent(5); array[0] = 1; ArrayPool<byte>.Shared.Return(array); }
        }
        """,
        $$"""
        class Program
        {
            {{members}}
            void Run() { using {{lease}} array = {{pool}}.Rent(5); array.Span[0] = 1; }
        }
        """);

    [Theory]
    [InlineData("using System.Buffers;\n\n", "using System.Buffers;\nusing Tidepool;\n\n", "ArrayPool<byte>")]
    [InlineData("// Ours.\n", "// Ours.\nusing Tidepool;\n\n", "System.Buffers.ArrayPool<byte>")]
    public async Task Using_ThatIsMissing_IsAdded(string before, string after, string arrays)
    {
        string code = $$"""class Program { void Run() { byte[] array = {{arrays}}.Shared.Rent(5); array[0] = 1; {{arrays}}.Shared.Return(array); } }""";
        string? changed = await FixVerifier.ApplyAsync<LeaseForArrayFix>("TIDE008", before + code, usings: "");
        Assert.StartsWith(after + "class Program", changed?.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("using ByteLease array = BytePool.Shared.Rent(5);", changed, StringComparison.Ordinal);
    }
}
