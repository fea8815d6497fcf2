using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Objects of anonymous types: they hold the values they are made from.</summary>
internal sealed partial class Transfer
{
    public override Value VisitAnonymousObjectCreation(IAnonymousObjectCreationOperation operation, object? argument)
    {
        Contents contents = Contents.Of(operation.Syntax);
        foreach (ISimpleAssignmentOperation part in operation.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            Value value = Visit(part.Value, argument);
            HandOver(value);
            if (part.Target is IPropertyReferenceOperation { Property: var property } && value.Bytes.Any())
            {
                contents = contents.With(property, value);
            }
        }

        return contents.Parts.IsEmpty ? Value.Unknown : Value.Of(contents);
    }
}
