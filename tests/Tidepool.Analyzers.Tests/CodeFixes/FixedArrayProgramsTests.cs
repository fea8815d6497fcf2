using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests.CodeFixes;

/// <summary>Programs with rented arrays that are compiled and run before and after they become leases: what they print stays the same.</summary>
[Trait("Requirement", "A8")]
public class FixedArrayProgramsTests
{
    private const string Rule = "TIDE008";

    private const string Usings = "using System.Buffers.Binary; using System.Security.Cryptography;\n";

    [Theory]
    [MemberData(nameof(FixablePrograms.Arrays), MemberType = typeof(FixablePrograms))]
    public Task Fix_OfAnArray_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);

    /// <summary>Overloads for spans and memories, copies, lengths that follow from the requested length.</summary>
    [Theory]
    [MemberData(nameof(FixablePrograms.ArraysWithOverloads), MemberType = typeof(FixablePrograms))]
    public Task Fix_OfWhatHasAnOverload_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members, Usings);

    /// <summary>Pools reached in different ways.</summary>
    [Theory]
    [MemberData(nameof(FixablePrograms.ArraysOfKnownPools), MemberType = typeof(FixablePrograms))]
    public Task Fix_OfAnArrayOfAKnownPool_ChangesNothingElse(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);

    /// <summary>A name declared in a block may mean something else after the block.</summary>
    [Theory]
    [MemberData(nameof(FixablePrograms.ArraysInBlocks), MemberType = typeof(FixablePrograms))]
    public Task Fix_OfAnArrayInABlock_LeavesNamesTheirMeaning(string members) => FixedProgram.VerifyAsync<LeaseForArrayFix>(Rule, members);
}
