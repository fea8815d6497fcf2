using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>Who owns a lease, as declared by the package's attributes or by others with the same names.</summary>
[Trait("Requirement", "A1")]
public class OwnershipAttributesTests
{
    private const string OfTheirOwn = """
        namespace Theirs
        {
            [AttributeUsage(AttributeTargets.Parameter)] class TakesOwnershipAttribute : Attribute;
            [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)] class KeepsOwnershipAttribute : Attribute;
            [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)] class GivesOwnershipAttribute : Attribute;
        }
        """;

    [Theory]
    [InlineData("void Work(ISource source) { ByteLease lease = {|TIDE001:source.Next()|}; Use(lease.Span); }")]
    [InlineData("void Work(ISource source) { ByteLease lease = source.Next(); lease.Return(); }")]
    [InlineData("async Task WorkAsync(ISource source) { ByteLease lease = await {|TIDE001:source.NextAsync()|}; Use(lease.Span); }")]
    [InlineData("void Work(ISource source) { if ({|TIDE001:source.TryNext(out ByteLease lease)|}) { Use(lease.Span); } }")]
    [InlineData("void Work(ISource source) { ByteLease lease = source.Current(); Use(lease.Span); }")]
    [InlineData("void Work(ISource source) { ByteLease lease = pool.Rent(1); source.Put(lease); Use({|TIDE002:lease.Span|}); }")]
    [InlineData("void Work(ISource source) { ByteLease lease = pool.Rent(1); source.Put(lease); {|TIDE003:lease.Return()|}; }")]
    [InlineData("void Work(ISource source) { ByteLease lease = pool.Rent(1); source.Put(lease); }")]
    [InlineData("void Work(ISource source) { ByteLease lease = {|TIDE001:pool.Rent(1)|}; source.Look(lease); }")]
    [InlineData("void Work(ISource source) { ByteLease lease = pool.Rent(1); source.Do(lease); }")]
    public async Task AttributesOfThePackage_AndThoseOfAnotherNamespace_SayTheSame(string members)
    {
        await Verifier.VerifyFileAsync(Verifier.AroundMembers(members + Source("")));
        await Verifier.VerifyFileAsync(OfTheirOwn + Verifier.AroundMembers(members + Source("Theirs.")));
    }

    [Theory]
    [InlineData("void Work(Derived sink) { ByteLease lease = pool.Rent(1); sink.Put(lease); {|TIDE003:lease.Return()|}; }")]
    [InlineData("void Work(Derived sink) { ByteLease lease = {|TIDE001:pool.Rent(1)|}; sink.Look(lease); }")]
    [InlineData("void Work(Derived source) { if ({|TIDE001:source.TryNext(out ByteLease lease)|}) { Use(lease.Span); } }")]
    [InlineData("void Work(Derived source) { ByteLease lease = {|TIDE001:source.Next()|}; Use(lease.Span); }")]
    public Task Override_IsOwnedAsTheMethodThatItOverrides(string members) => Verifier.VerifyMembersAsync(members + """
        abstract class Base
        {
            public abstract void Put([TakesOwnership] ByteLease lease);
            public abstract void Look([KeepsOwnership] ByteLease lease);
            public abstract bool TryNext([GivesOwnership] out ByteLease lease);
            [return: GivesOwnership] public abstract ByteLease Next();
        }
        abstract class Derived : Base
        {
            public abstract override void Put(ByteLease lease);
            public abstract override void Look(ByteLease lease);
            public abstract override bool TryNext(out ByteLease lease);
            public abstract override ByteLease Next();
        }
        """);

    private static string Source(string space) => $$"""
        interface ISource
        {
            [return: {{space}}GivesOwnership] ByteLease Next();
            [return: {{space}}GivesOwnership] Task<ByteLease> NextAsync();
            bool TryNext([{{space}}GivesOwnership] out ByteLease lease);
            [return: {{space}}KeepsOwnership] ByteLease Current();
            void Put([{{space}}TakesOwnership] ByteLease lease);
            void Look([{{space}}KeepsOwnership] ByteLease lease);
            void Do(ByteLease lease);
        }
        """;
}
