using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>Leases from methods of another assembly, where no other word of the file shows that there is one.</summary>
[Trait("Requirement", "A1")]
public class OtherAssemblyTests
{
    private const string Library = """
        namespace Frames;
        public interface ISource
        {
            [return: GivesOwnership] ByteLease Next();
            [return: GivesOwnership] ValueTask<ByteLease> NextAsync();
            bool TryNext([GivesOwnership] out ByteLease frame);
            [return: KeepsOwnership] ByteLease Current();
            int Count();
        }
        public sealed class Holder { public sealed class Inner { [return: GivesOwnership] public static ByteLease Make() => BytePool.Shared.Rent(1); } }
        """;

    [Theory]
    [InlineData("source.Next();", "Next")]
    [InlineData("_ = source.Next();", "Next")]
    [InlineData("var frame = source.Next(); Console.WriteLine(frame.Length);", "Next")]
    [InlineData("var frame = await source.NextAsync(); Console.WriteLine(frame.Length);", "NextAsync")]
    [InlineData("if (source.TryNext(out var frame)) { Console.WriteLine(frame.Length); }", "TryNext")]
    [InlineData("var frame = Frames.Holder.Inner.Make(); Console.WriteLine(frame.Length);", "Make")]
    public async Task LeaseOfAnotherAssembly_ThatIsNeverReturned_IsReported(string statements, string method)
    {
        Diagnostic finding = Assert.Single(await AnalyzeAsync(statements));
        Assert.Equal("TIDE001", finding.Id);
        Assert.Contains(method, finding.Location.SourceTree!.ToString().Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("using var frame = source.Next(); Console.WriteLine(frame.Length);")]
    [InlineData("var frame = source.Current(); Console.WriteLine(frame.Length);")]
    [InlineData("Console.WriteLine(source.Count());")]
    public async Task LeaseOfAnotherAssembly_ThatIsReturnedOrBelongsToIt_IsNot(string statements) => Assert.Empty(await AnalyzeAsync(statements));

    private static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string statements)
    {
        CSharpCompilation library = TestCompilation.Of(Library).WithAssemblyName("Frames");
        CSharpCompilation program = TestCompilation.Of($"class Program {{ async Task RunAsync(Frames.ISource source) {{ await Task.Yield(); {statements} }} }}")
            .AddReferences(library.ToMetadataReference());
        Assert.Empty(TestCompilation.ErrorsOf(program));
        return TestCompilation.AnalyzeAsync(program);
    }
}
