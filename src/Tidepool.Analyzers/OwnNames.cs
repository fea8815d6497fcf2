using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers;

/// <summary>The names of a compilation's own methods that return leases, and of its fields and properties that hold a stream or writer: such a name may be a
/// member's only sign of a lease.</summary>
/// <param name="compilation">Where they are declared.</param>
internal sealed class OwnNames(Compilation compilation)
{
    private readonly Lazy<HashSet<string>> _names = new(() => Find(compilation));

    /// <summary>The names.</summary>
    internal HashSet<string> Names => _names.Value;

    private static HashSet<string> Find(Compilation compilation)
    {
        HashSet<string> names = [];
        foreach (SyntaxTree file in compilation.SyntaxTrees)
        {
            string text = file.GetText().ToString();
            if (!MentionsLease(text))
            {
                continue;
            }

            foreach (SyntaxNode node in file.GetRoot().DescendantNodes())
            {
                if (node is FieldDeclarationSyntax { Declaration: var field } && MentionsOwner(field.Type.ToString()))
                {
                    names.UnionWith(field.Variables.Select(static variable => variable.Identifier.ValueText));
                }

                if (node is PropertyDeclarationSyntax property && MentionsOwner(property.Type.ToString()))
                {
                    names.Add(property.Identifier.ValueText);
                }

                (TypeSyntax? type, ParameterListSyntax? parameters, string name) = node switch
                {
                    MethodDeclarationSyntax method => (method.ReturnType, method.ParameterList, method.Identifier.ValueText),
                    LocalFunctionStatementSyntax function => (function.ReturnType, function.ParameterList, function.Identifier.ValueText),
                    _ => (null, null, ""),
                };
                if (type is not null && (MentionsLease(type.ToString())
                    || parameters!.Parameters.Any(static parameter => parameter.Modifiers.Any(SyntaxKind.OutKeyword) && MentionsLease(parameter.ToString()))))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static bool MentionsLease(string text) => text.Contains("ByteLease") || text.Contains("SequenceLease") || text.Contains("Allocator")
        || MentionsOwner(text);

    private static bool MentionsOwner(string text) => text.Contains("PooledStream") || text.Contains("PooledBufferWriter");
}
