using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>Locals assigned the value of something that may have changed since, such as the length of a list.</summary>
/// <remarks>Whether it has changed can't be decided, so what is known of one is assumed of the other, too.</remarks>
internal sealed class Copies
{
    private readonly Dictionary<string, List<(string Text, ImmutableArray<Slot> Slots)>> _bySubject = [];

    internal Copies(Captures captures, Conditions conditions)
    {
        foreach (KeyValuePair<ISymbol, IOperation> copy in captures.Sources)
        {
            Slot slot = new(SlotKind.Local, copy.Key);
            if (conditions.WordsFor(copy.Value) is { } source && source.Slots.Any(static part => part.Kind == SlotKind.Outside))
            {
                Add(source.Text, (Condition.NameOf(slot), [slot]));
                Add(Condition.NameOf(slot), source);
            }
        }
    }

    /// <summary>Whatever had the same value as the subject when one was copied to the other.</summary>
    internal IEnumerable<(string Text, ImmutableArray<Slot> Slots)> Of(string subject) =>
        _bySubject.TryGetValue(subject, out List<(string Text, ImmutableArray<Slot> Slots)> copies) ? copies : [];

    private void Add(string subject, (string Text, ImmutableArray<Slot> Slots) copy)
    {
        if (!_bySubject.TryGetValue(subject, out List<(string Text, ImmutableArray<Slot> Slots)> copies))
        {
            _bySubject.Add(subject, copies = []);
        }

        copies.Add(copy);
    }
}
