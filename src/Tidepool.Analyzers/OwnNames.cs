using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers;

/// <summary>The names of methods that return leases, and of fields and properties that hold a stream or writer, in the compilation and in the assemblies that
/// use Tidepool: such a name may be a member's only sign of a lease.</summary>
/// <param name="compilation">Where they are declared or used.</param>
/// <param name="types">The types of leases, streams and writers.</param>
internal sealed class OwnNames(Compilation compilation, TidepoolTypes types)
{
    private readonly Lazy<HashSet<string>> _names = new(() => [.. Find(compilation), .. FindInReferences(compilation, types)]);

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

    private static IEnumerable<string> FindInReferences(Compilation compilation, TidepoolTypes types) =>
        from assembly in compilation.SourceModule.ReferencedAssemblySymbols
        where assembly.Modules.Any(module => module.ReferencedAssemblies.Any(used => used.Name == types.Pool.ContainingAssembly.Name))
        from member in MembersOf(assembly.GlobalNamespace)
        where IsSign(member, types)
        select member.Name;

    /// <summary>The members of all types in the namespace or type.</summary>
    private static IEnumerable<ISymbol> MembersOf(INamespaceOrTypeSymbol container) =>
        container.GetMembers().SelectMany(static member => member is INamespaceOrTypeSymbol inner ? MembersOf(inner) : [member]);

    private static bool IsSign(ISymbol member, TidepoolTypes types) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Ordinary } method => types.IsHandle(method.ReturnType) || types.IsTaskOfHandle(method.ReturnType)
            || method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out && types.IsHandle(parameter.Type)),
        IFieldSymbol field => types.IsOwner(field.Type),
        IPropertySymbol property => types.IsOwner(property.Type),
        _ => false,
    };

    private static bool MentionsLease(string text) => text.Contains("ByteLease") || text.Contains("SequenceLease") || text.Contains("Allocator")
        || MentionsOwner(text);

    private static bool MentionsOwner(string text) => text.Contains("PooledStream") || text.Contains("PooledBufferWriter");
}
