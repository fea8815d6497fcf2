using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers;

/// <summary>Tells by its words whether code can be of interest to a rule, so that all other code costs next to nothing.</summary>
/// <param name="methods">Methods whose names are of interest, too.</param>
/// <param name="words">The names, one of which code of interest has unless it has one of the others.</param>
internal sealed class Mentions(LeaseMethods? methods, params string[] words)
{
    /// <summary>Whether a file's text has one of the words anywhere.</summary>
    private readonly ConcurrentDictionary<SyntaxTree, bool> _files = [];

    /// <summary>Whether one of the words is a name in the member.</summary>
    internal bool AreAmong(CodeBlockAnalysisContext context) =>
        _files.GetOrAdd(context.CodeBlock.SyntaxTree, file => HasWord(file, context.CancellationToken))
        && context.CodeBlock.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && IsWord(token.ValueText));

    private bool IsWord(string name) => Array.IndexOf(words, name) >= 0 || methods?.Names.Contains(name) == true;

    private bool HasWord(SyntaxTree file, CancellationToken cancellation)
    {
        string text = file.GetText(cancellation).ToString();
        return Array.Exists(words, IsIn) || methods?.Names.Any(IsIn) == true;

        bool IsIn(string word) => text.IndexOf(word, StringComparison.Ordinal) >= 0;
    }
}
