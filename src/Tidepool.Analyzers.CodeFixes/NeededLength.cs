using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>How much a method needs of a part that it is given up to the array's end.</summary>
/// <param name="lengths">The values of expressions.</param>
/// <param name="model">The file's semantic model.</param>
internal sealed class NeededLength(SteadyLengths lengths, SemanticModel model)
{
    /// <summary>The lengths, each of which is enough.</summary>
    internal IEnumerable<LengthSum> Of(ArrayUse use)
    {
        InvocationExpressionSyntax? call = (use.Place as ArgumentListSyntax ?? use.Place.Parent?.Parent as ArgumentListSyntax)?.Parent
            as InvocationExpressionSyntax;
        if (call is null || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || !Transfer.IsOfFramework(method))
        {
            return [];
        }

        ArgumentSyntax[] given = [.. call.ArgumentList.Arguments];
        ExpressionSyntax? owner = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        return method.Name switch
        {
            "CopyTo" when owner is not null && given.Length == 1 => Known(lengths.LengthOf(owner)),
            "GetBytes" when owner is not null && method.ContainingType.Name.EndsWith("Encoding", StringComparison.Ordinal) =>
                given.Length == 2 ? EncodedLengthsOf(owner, given[0].Expression, lengths.LengthOf(given[0].Expression))
                : given.Length == 5 && lengths.ConstantOf(given[1].Expression) == 0
                    ? EncodedLengthsOf(owner, given[0].Expression, lengths.SumOf(given[2].Expression))
                : [],
            _ => Known(WidthOf(method) is { } width ? LengthSum.Of(width) : null),
        };
    }

    private static IEnumerable<LengthSum> Known(LengthSum? length) => length is null ? [] : [length];

    /// <summary>The lengths that an encoding reports for the text, or at most for any text of its length.</summary>
    private IEnumerable<LengthSum> EncodedLengthsOf(ExpressionSyntax encoding, ExpressionSyntax text, LengthSum? length)
    {
        if (!lengths.IsSteady(encoding))
        {
            yield break;
        }

        if (lengths.IsSteady(text))
        {
            yield return TermOf(encoding, "GetByteCount", SteadyLengths.TextOf(text));
        }

        if (length?.SingleTerm is { } characters)
        {
            yield return TermOf(encoding, "GetMaxByteCount", characters);
        }
    }

    private static LengthSum TermOf(ExpressionSyntax encoding, string method, string argument) =>
        LengthSum.Of($"{SteadyLengths.TextOf(encoding)}.{method}({argument})", isNotNegative: true);

    /// <summary>How many bytes a method reads or writes according to its name.</summary>
    private static int? WidthOf(IMethodSymbol method) => method.ContainingType.Name is not ("BinaryPrimitives" or "BitConverter") ? null
        : method.Name.Replace("LittleEndian", "").Replace("BigEndian", "") switch
        {
            "ReadInt128" or "ReadUInt128" or "WriteInt128" or "WriteUInt128" or "ToInt128" or "ToUInt128" => 16,
            "ReadInt64" or "ReadUInt64" or "ReadDouble" or "WriteInt64" or "WriteUInt64" or "WriteDouble" or "ToInt64" or "ToUInt64" or "ToDouble" => 8,
            "ReadInt32" or "ReadUInt32" or "ReadSingle" or "WriteInt32" or "WriteUInt32" or "WriteSingle" or "ToInt32" or "ToUInt32" or "ToSingle" => 4,
            "ReadInt16" or "ReadUInt16" or "ReadHalf" or "WriteInt16" or "WriteUInt16" or "WriteHalf" or "ToInt16" or "ToUInt16" or "ToHalf" or "ToChar" => 2,
            _ => null,
        };
}
