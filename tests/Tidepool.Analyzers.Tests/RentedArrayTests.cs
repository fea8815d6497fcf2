using System.Globalization;
using Microsoft.CodeAnalysis;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>Arrays of any <c>ArrayPool&lt;byte&gt;</c> that a method rents and returns: what the rules report, and how severely.</summary>
[Trait("Requirement", "A1")]
[Trait("Requirement", "A2")]
public class RentedArrayTests
{
    [Theory]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(size); Use(array);", "TIDE001", DiagnosticSeverity.Info,
        "The array 'array' is rented, and not returned on every path: the pool will make another one")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(size); ArrayPool<byte>.Shared.Return(array); Use(array);", "TIDE002", DiagnosticSeverity.Warning,
        "'array' is used after its return in line 11: its bytes may be somebody else's by now")]
    [InlineData("byte[] array = ArrayPool<byte>.Shared.Rent(size); ArrayPool<byte>.Shared.Return(array); ArrayPool<byte>.Shared.Return(array);", "TIDE003",
        DiagnosticSeverity.Warning, "'array' has been returned already, in line 11")]
    public async Task Fault_HasItsSeverity_AndNamesTheArray(string statements, string rule, DiagnosticSeverity severity, string message)
    {
        Compilation compilation = TestCompilation.Of(Verifier.AroundStatements(statements));
        Diagnostic finding = Assert.Single(await TestCompilation.AnalyzeAsync(compilation), finding => finding.Id == rule);
        Assert.Equal(severity, finding.Severity);
        Assert.StartsWith(message, finding.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public Task ArrayReturnedInAFinally_AndReadBehindIt_IsReported() => Verifier.VerifyMembersAsync("""
        async Task<Header?> ReadAsync(Stream stream)
        {
            byte[] block = ArrayPool<byte>.Shared.Rent(512);
            try
            {
                if (await stream.ReadAtLeastAsync(block.AsMemory(0, 512), 512, throwOnEndOfStream: false) < 512)
                {
                    return null;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(block);
            }

            return Checksum({|TIDE002:block|}) == 0 ? null : new Header(block);
        }

        static int Checksum(byte[] block) => block[0];

        sealed record Header(byte[] Block);
        """);
}
