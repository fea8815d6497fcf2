using Microsoft.CodeAnalysis.CodeFixes;
using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Whole documents, projects and solutions of programs that are compiled and run before and after all of them are fixed at once.</summary>
[Trait("Requirement", "A1")]
[Trait("Requirement", "A4")]
[Trait("Requirement", "A7")]
[Trait("Requirement", "A8")]
[Trait("Requirement", "A9")]
public class FixAllProgramsTests
{
    public static TheoryData<FixAllScope> Scopes => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task MakeUsing_OfAllLeaks_ChangesNothingElse(FixAllScope scope) => FixedSolution.VerifyAsync<MakeUsingFix>("TIDE001", scope, FixablePrograms.Leaks);

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task ReturnInFinally_OfAllLeaks_ChangesNothingElse(FixAllScope scope) =>
        FixedSolution.VerifyAsync<ReturnInFinallyFix>("TIDE001", scope, FixablePrograms.Leaks);

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task ReturnInFinally_OfAllReturnsThatCanRunTwice_ChangesNothingElse(FixAllScope scope) =>
        FixedSolution.VerifyAsync<ReturnInFinallyFix>("TIDE007", scope, FixablePrograms.RepeatedReturns);

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task Copy_OfAllBytesThatOutliveTheirLease_ChangesNothingElse(FixAllScope scope) =>
        FixedSolution.VerifyAsync<CopyFix>("TIDE004", scope, FixablePrograms.Copies);

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task PoolField_OfAllPoolsPerCall_ChangesNothingElse(FixAllScope scope) =>
        FixedSolution.VerifyAsync<PoolFieldFix>("TIDE009", scope, FixablePrograms.PoolsPerCall);

    /// <summary>The files are fixed independently of each other, but their fields must have different names.</summary>
    [Theory]
    [MemberData(nameof(Scopes))]
    public Task PoolField_InTwoPartsOfAType_GivesEachItsOwnField(FixAllScope scope) => FixedSolution.VerifyAsync<PoolFieldFix>(
        "TIDE009",
        scope,
        FixablePrograms.PoolsPerCall,
        """
        namespace Parts
        {
            partial class Test
            {
                internal static string Main2(BytePool pool) => One() + Two();
                static string One() { BytePool p = new(16, 64, 4); using var l = p.Rent(3); return $"{l.Length}"; }
            }
        }
        """,
        """
        namespace Parts
        {
            partial class Test
            {
                static string Two() { BytePool p = new(16, 128, 4); using var l = p.Rent(5); return $"{l.Length}"; }
            }
        }
        """);

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task LeaseForArray_OfAllArrays_ChangesNothingElse(FixAllScope scope) => FixedSolution.VerifyAsync<LeaseForArrayFix>("TIDE008", scope,
        [.. FixablePrograms.Arrays, .. FixablePrograms.ArraysWithOverloads, .. FixablePrograms.ArraysOfKnownPools, .. FixablePrograms.ArraysInBlocks]);
}
