using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Compares the analyzers' reports with the marks in a test's code.</summary>
internal static class Verifier
{
    /// <summary>Verifies statements of a method that has a <c>pool</c>, a <c>flag</c> and a <c>size</c>.</summary>
    internal static Task VerifyStatementsAsync(string markedCode) => VerifyFileAsync(AroundStatements(markedCode));

    /// <summary>Verifies members of a class that has a member <c>Pool</c>.</summary>
    internal static Task VerifyMembersAsync(string markedCode) => VerifyFileAsync(AroundMembers(markedCode));

    /// <summary>Verifies a whole file.</summary>
    internal static async Task VerifyFileAsync(string markedCode)
    {
        Markup markup = Markup.Parse(markedCode);
        CSharpCompilation compilation = TestCompilation.Of(markup.Code);
        Assert.Empty(TestCompilation.ErrorsOf(compilation));

        string[] actual =
        [
            .. (await TestCompilation.AnalyzeAsync(compilation))
                .OrderBy(static diagnostic => diagnostic.Location.SourceSpan)
                .Select(diagnostic => Markup.Entry(diagnostic.Id, markup.Code, diagnostic.Location.SourceSpan.Start, TextOf(diagnostic))),
        ];
        Assert.Equal(markup.Expected, actual);
    }

    internal static string AroundStatements(string code) => AroundMembers($$"""
            {{(code.Contains("await ", StringComparison.Ordinal) ? "async Task" : "void")}} Run(bool flag, int size)
            {
        {{code}}
            }
        """);

    internal static string AroundMembers(string code) => $$"""
        class Test(BytePool pool)
        {
            static void Use(ReadOnlySpan<byte> bytes) { }
            public static void Take(ByteLease lease) { }
            static Task WorkAsync(Memory<byte> bytes) => Task.CompletedTask;
            static bool Ask() => DateTime.Now.Ticks > 0;
            BytePool Pool => pool;

        {{code}}
        }
        """;

    private static string TextOf(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText(TestContext.Current.CancellationToken)
        .ToString(diagnostic.Location.SourceSpan);
}
