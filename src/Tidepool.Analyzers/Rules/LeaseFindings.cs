using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.Rules;

/// <summary>Makes diagnostics of what the analysis of one method meets: one for each fault.</summary>
internal sealed class LeaseFindings : FlowEvents
{
    /// <summary>The diagnostic of each place. Where paths disagree on the rule, the first one stays.</summary>
    private readonly Dictionary<SyntaxNode, Diagnostic> _faults = [];

    /// <summary>The rent of each lease that is lost, and the rental's site.</summary>
    private readonly Dictionary<IOperation, SyntaxNode> _lost = [];

    private readonly HashSet<SyntaxNode> _returnedTwice = [];

    /// <summary>Where a lease is handed out that is returned on a path behind it.</summary>
    private readonly Dictionary<(SyntaxNode Site, IOperation Place), (Rental Rental, LeaseState State)> _dead = [];

    /// <summary>Where one is handed out that isn't on another path: then it is for that path to get it, and for this one to take it back.</summary>
    private readonly HashSet<(SyntaxNode Site, IOperation Place)> _alive = [];

    /// <summary>What is to be reported. A lease that is returned twice on one path and never on another has one fault: the return is in the wrong place.</summary>
    internal IEnumerable<Diagnostic> ToDiagnostics()
    {
        foreach (KeyValuePair<(SyntaxNode Site, IOperation Place), (Rental Rental, LeaseState State)> dead in _dead)
        {
            if (!_alive.Contains(dead.Key))
            {
                Add(OutlivingViewRule.LeaseDescriptor, dead.Key.Place, dead.Value.Rental, dead.Value.State);
            }
        }

        return _faults.Values.Concat(
            from lost in _lost
            where !_returnedTwice.Contains(lost.Value)
            select ToDiagnostic(lost.Key));
    }

    private static Diagnostic ToDiagnostic(IOperation rent) => RentalName.Of(rent) is not "_" and var name
        ? Diagnostic.Create(MissingReturnRule.Descriptor, rent.Syntax.GetLocation(), name)
        : Diagnostic.Create(MissingReturnRule.DiscardDescriptor, rent.Syntax.GetLocation(), (rent as IInvocationOperation)?.TargetMethod.Name);

    internal override void Lost(Rental rental, LeaseState state)
    {
        if (state.By is { } rent)
        {
            _lost[rent] = rental.Site;
        }
    }

    internal override void Used(Rental rental, LeaseState state, IOperation use) =>
        Add(UseAfterReturnRule.Descriptor, use, rental, state);

    internal override void ReturnedAgain(Rental rental, LeaseState state, IOperation again)
    {
        if (state.By is not { } first)
        {
            return;
        }

        DiagnosticDescriptor rule =
            RepeatedReturnRule.Explains(first, again) ? RepeatedReturnRule.Descriptor
            : CopiedLeaseRule.Explains(first, again) ? CopiedLeaseRule.Descriptor
            : DoubleReturnRule.Descriptor;
        _returnedTwice.Add(rental.Site);
        Add(rule, again, rental, state);
    }

    internal override void Outlived(Rental rental, LeaseState state, IOperation kept) => Add(OutlivingViewRule.Descriptor, kept, rental, state);

    internal override void HandedOutDead(Rental rental, LeaseState state, IOperation place) => _dead[(rental.Site, place)] = (rental, state);

    internal override void HandedOutAlive(Rental rental, IOperation place) => _alive.Add((rental.Site, place));

    internal override void Replaced(Rental rental, IOperation by) => Add(ReplacedArrayRule.Descriptor, by, rental, state: null);

    private void Add(DiagnosticDescriptor rule, IOperation at, Rental rental, LeaseState? state)
    {
        SyntaxNode place = at.Syntax;
        while (place.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == place)
        {
            place = access;
        }

        if (_faults.TryGetValue(place, out Diagnostic known) && string.CompareOrdinal(known.Id, rule.Id) <= 0)
        {
            return;
        }

        Location? earlier = state?.By?.Syntax.GetLocation();
        string? line = earlier is null ? null : $"{earlier.GetLineSpan().StartLinePosition.Line + 1}";
        _faults[place] = Diagnostic.Create(rule, place.GetLocation(), earlier is null ? [] : [earlier], RentalName.Of(rental.Site), line);
    }
}
