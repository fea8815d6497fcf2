using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.Rules;

/// <summary>Turns the events of one method's analysis into diagnostics: one for each fault.</summary>
internal sealed class LeaseFindings : FlowEvents
{
    /// <summary>The diagnostic of each place. Where paths disagree on the rule, the first one stays.</summary>
    private readonly Dictionary<SyntaxNode, Diagnostic> _faults = [];

    /// <summary>The uses and returns of a lease after the return that ended it. They share one fault: that return is in the wrong place.</summary>
    private readonly Dictionary<(SyntaxNode Site, IOperation Return),
        List<(DiagnosticDescriptor Rule, IOperation Place, Rental Rental, LeaseState State)>> _late = [];

    /// <summary>The rent of each lease or array that is lost, and the rental.</summary>
    private readonly Dictionary<IOperation, Rental> _lost = [];

    /// <summary>The same where the path may be impossible. That counts unless other paths, as doubtful, return the lease: then the tests may tell whether there
    /// is one.</summary>
    private readonly Dictionary<IOperation, Rental> _lostInDoubt = [];

    /// <summary>The leases that are returned on a doubtful path.</summary>
    private readonly HashSet<SyntaxNode> _settledInDoubt = [];

    /// <summary>Where a lease is handed out that is returned later on the path.</summary>
    private readonly Dictionary<(SyntaxNode Site, IOperation Place), (Rental Rental, LeaseState State)> _dead = [];

    /// <summary>Where a lease is handed out that another path doesn't return: on that path the receiver may keep it, and the path that returns it must take it
    /// back.</summary>
    private readonly HashSet<(SyntaxNode Site, IOperation Place)> _alive = [];

    /// <summary>The diagnostics to report. A lease that is returned too early on one path and never on another has one fault: the return is in the wrong
    /// place.</summary>
    internal IEnumerable<Diagnostic> ToDiagnostics()
    {
        foreach (KeyValuePair<(SyntaxNode Site, IOperation Place), (Rental Rental, LeaseState State)> dead in _dead)
        {
            if (!_alive.Contains(dead.Key))
            {
                Add(OutlivingViewRule.LeaseDescriptor, dead.Key.Place, dead.Value.Rental, dead.Value.State);
            }
        }

        foreach (List<(DiagnosticDescriptor Rule, IOperation Place, Rental Rental, LeaseState State)> faults in _late.Values)
        {
            // A return that runs twice also explains the uses in between.
            (DiagnosticDescriptor rule, IOperation place, Rental rental, LeaseState state) = faults
                .OrderByDescending(static fault => fault.Rule == RepeatedReturnRule.Descriptor)
                .ThenBy(static fault => fault.Place.Syntax.SpanStart)
                .First();
            Add(rule, place, rental, state);
        }

        foreach (KeyValuePair<IOperation, Rental> lost in _lostInDoubt.Where(lost => !_settledInDoubt.Contains(lost.Value.Site)))
        {
            _lost[lost.Key] = lost.Value;
        }

        HashSet<SyntaxNode> misplaced = [.. _late.Keys.Select(static late => late.Site)];
        return _faults.Values.Concat(
            from lost in _lost
            where !misplaced.Contains(lost.Value.Site)
            select lost.Value.IsArray ? ToSuggestion(lost.Key) : ToDiagnostic(lost.Key));
    }

    private static Diagnostic ToSuggestion(IOperation rent) => Diagnostic.Create(
        MissingReturnRule.ArrayDescriptor,
        rent.Syntax.GetLocation(),
        DiagnosticSeverity.Info,
        additionalLocations: null,
        properties: null,
        RentalName.Of(rent));

    private static Diagnostic ToDiagnostic(IOperation rent) => RentalName.Of(rent) is not "_" and var name
        ? Diagnostic.Create(MissingReturnRule.Descriptor, rent.Syntax.GetLocation(), name)
        : Diagnostic.Create(MissingReturnRule.DiscardDescriptor, rent.Syntax.GetLocation(), (rent as IInvocationOperation)?.TargetMethod.Name);

    internal override void Lost(Rental rental, LeaseState state)
    {
        if (state.By is { } rent)
        {
            (state.Doubt is null ? _lost : _lostInDoubt)[rent] = rental;
        }
    }

    internal override void SettledInDoubt(Rental rental) => _settledInDoubt.Add(rental.Site);

    internal override void Used(Rental rental, LeaseState state, IOperation use) => AddLate(UseAfterReturnRule.Descriptor, use, rental, state);

    internal override void ReturnedAgain(Rental rental, LeaseState state, IOperation again)
    {
        if (state.By is { } first)
        {
            DiagnosticDescriptor rule =
                RepeatedReturnRule.Explains(first, again) ? RepeatedReturnRule.Descriptor
                : !rental.IsArray && CopiedLeaseRule.Explains(first, again) ? CopiedLeaseRule.Descriptor
                : DoubleReturnRule.Descriptor;
            AddLate(rule, again, rental, state);
        }
    }

    internal override void Outlived(Rental rental, LeaseState state, IOperation kept) => Add(OutlivingViewRule.Descriptor, kept, rental, state);

    internal override void Unawaited(Rental rental, LeaseState state, IOperation begun) => Add(UnawaitedWorkRule.Descriptor, begun, rental, state);

    internal override void HandedOutDead(Rental rental, LeaseState state, IOperation place) => _dead[(rental.Site, place)] = (rental, state);

    internal override void HandedOutAlive(Rental rental, IOperation place) => _alive.Add((rental.Site, place));

    internal override void Replaced(Rental rental, IOperation by) => Add(ReplacedArrayRule.Descriptor, by, rental, state: null);

    private void AddLate(DiagnosticDescriptor rule, IOperation place, Rental rental, LeaseState state)
    {
        if (state.Doubt is not null)
        {
            // The fault lies on one side of a test that may rule it out.
            return;
        }

        if (state.By is not { } by)
        {
            Add(rule, place, rental, state);
            return;
        }

        if (!_late.TryGetValue((rental.Site, by), out List<(DiagnosticDescriptor Rule, IOperation Place, Rental Rental, LeaseState State)> faults))
        {
            _late.Add((rental.Site, by), faults = []);
        }

        faults.Add((rule, place, rental, state));
    }

    private void Add(DiagnosticDescriptor rule, IOperation at, Rental rental, LeaseState? state)
    {
        if (state?.Doubt is not null)
        {
            return;
        }

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
