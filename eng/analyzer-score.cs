// Prints how precise the rules are, and how much they find, on the project's own corpus: dotnet run -c Release eng/analyzer-score.cs
//
// Each line of the corpus says at its end which rules report it ("// TIDE001"), or which should but don't ("// unseen TIDE001"); other lines are correct.
#:package Microsoft.CodeAnalysis.CSharp@5.0.0
#:project ../src/Tidepool.Analyzers/Tidepool.Analyzers.csproj
#:project ../src/Tidepool/Tidepool.csproj
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Tidepool.Analyzers;

const string Usings = """
    global using System; global using System.Buffers; global using System.Collections.Generic; global using System.IO; global using System.Linq;
    global using System.Threading; global using System.Threading.Tasks; global using Tidepool;
    """;
string folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "tests", "Tidepool.Analyzers.Tests", "Corpus"));
CSharpParseOptions language = new(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14);
MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Select(static path => MetadataReference.CreateFromFile(path))];
SortedDictionary<string, Score> scores = new(StringComparer.Ordinal);
int correct = 0;
foreach (string file in Directory.EnumerateFiles(folder, "*.cs").Order(StringComparer.Ordinal))
{
    string text = await File.ReadAllTextAsync(file);
    CSharpCompilation compilation = CSharpCompilation.Create(
        "Corpus",
        [CSharpSyntaxTree.ParseText(Usings, language), CSharpSyntaxTree.ParseText(text, language, file)],
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    if (compilation.GetDiagnostics().FirstOrDefault(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
    {
        throw new InvalidOperationException($"The corpus doesn't compile: {error}");
    }

    ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new LeaseAnalyzer(), new ArrayPoolAnalyzer(),
        new PoolPerCallAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    ILookup<int, string> byLine = found.ToLookup(static finding => finding.Location.GetLineSpan().StartLinePosition.Line, static finding => finding.Id);
    string[] lines = text.Split('\n');
    for (int line = 0; line < lines.Length; line++)
    {
        List<string> expected = [.. Patterns.Fault().Match(lines[line]).Groups["id"].Captures.Select(static capture => capture.Value)];
        correct += expected.Count == 0 && Patterns.Method().IsMatch(lines[line]) ? 1 : 0;
        foreach (string id in byLine[line])
        {
            ScoreOf(id).Add(expected.Remove(id) ? Outcome.Found : Outcome.FalseAlarm);
        }

        expected.ForEach(id => ScoreOf(id).Add(Outcome.Missed));
    }
}

Score all = new();
Console.WriteLine("| rule | faults | found | false alarms | precision | recall |\n|---|--:|--:|--:|--:|--:|");
foreach ((string id, Score score) in scores)
{
    Console.WriteLine(score.ToRow($"[{id}]({id}.md)"));
    all.Add(score);
}

Console.WriteLine(all.ToRow("all"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nBesides the faults there are {correct:N0} lines of correct code."));
return;

Score ScoreOf(string id)
{
    if (!scores.TryGetValue(id, out Score? score))
    {
        scores.Add(id, score = new Score());
    }

    return score;
}

static string ThisFile([CallerFilePath] string path = "") => path;

internal enum Outcome
{
    Found,
    Missed,
    FalseAlarm,
}

/// <summary>How one rule does.</summary>
internal sealed class Score
{
    private int _found;
    private int _missed;
    private int _falseAlarms;

    internal void Add(Outcome outcome)
    {
        _found += outcome == Outcome.Found ? 1 : 0;
        _missed += outcome == Outcome.Missed ? 1 : 0;
        _falseAlarms += outcome == Outcome.FalseAlarm ? 1 : 0;
    }

    internal void Add(Score other)
    {
        _found += other._found;
        _missed += other._missed;
        _falseAlarms += other._falseAlarms;
    }

    internal string ToRow(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {_found + _missed} | {_found} | {_falseAlarms} | {PartOf(_found, _falseAlarms):P1} | {PartOf(_found, _missed):P1} |");

    private static double PartOf(int part, int rest) => part + rest == 0 ? 1 : (double)part / (part + rest);
}

internal static partial class Patterns
{
    [GeneratedRegex(@"//( unseen)?( (?<id>TIDE\d{3}))+\s*$")]
    internal static partial Regex Fault();

    [GeneratedRegex(@"^\s*(public|private|internal) .*[{>].*\(")]
    internal static partial Regex Method();
}
