using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Tells the program's own code from that of libraries.</summary>
/// <param name="modules">The paths of the assemblies in the trace.</param>
internal sealed class OwnCode(IEnumerable<string> modules)
{
    private static readonly string[] s_librariesOfOthers = ["System.", "Microsoft.", "FSharp.Core", "netstandard", "mscorlib"];

    private readonly Dictionary<string, bool> _haveSymbols = [];

    /// <summary>The assemblies of the program that have symbols.</summary>
    internal string[] Assemblies { get; } = WithSymbols(modules);

    /// <returns>Index of the innermost method of the program's own code, or −1 if there is none.</returns>
    /// <param name="frames">The stack, innermost first.</param>
    internal int Among(IEnumerable<TraceCodeAddress> frames) => Among(
        [.. frames.Select(frame => new Frame(frame.FullMethodName, frame.ModuleName, HasSymbols(frame.ModuleFilePath)))], Assemblies.Length > 0);

    /// <summary>Finds the innermost method of the program's own code. Packages mostly have no symbols beside them; what a program is built from
    /// does.</summary>
    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="programHasSymbols">Whether any assembly of the program has symbols. If so, those without are libraries.</param>
    /// <returns>Its index, or −1 if there is none.</returns>
    internal static int Among(IReadOnlyList<Frame> frames, bool programHasSymbols)
    {
        int[] own = [.. Enumerable.Range(0, frames.Count).Where(index => IsOwn(frames[index]))];
        bool needsSymbols = programHasSymbols || own.Any(index => frames[index].HasSymbols);
        return own.Append(-1).First(index => index < 0 || frames[index].HasSymbols || !needsSymbols);
    }

    private static bool IsOwn(Frame frame) => Pools.Among([frame.Method]) is null && IsOfTheProgram(frame.Module);

    /// <summary>The assemblies of the program that have symbols. The trace has the names of assemblies in lower case if no sample is from them.</summary>
    internal static string[] WithSymbols(IEnumerable<string> modules) =>
    [
        .. modules.Where(static module => IsOfTheProgram(Path.GetFileNameWithoutExtension(module)))
            .Select(static module => AnyCase.Find(Path.ChangeExtension(module, ".pdb"))).OfType<string>()
            .Select(static symbols => Path.ChangeExtension(symbols, ".dll")).Distinct(),
    ];

    private static bool IsOfTheProgram(string module) =>
        !module.Equals("Tidepool", StringComparison.OrdinalIgnoreCase) && !IsOfALibrary(module);

    private static bool SymbolsAreBeside(string module) => File.Exists(Path.ChangeExtension(module, ".pdb"));

    internal bool HasSymbols(string module)
    {
        if (!_haveSymbols.TryGetValue(module, out bool has))
        {
            _haveSymbols[module] = has = SymbolsAreBeside(module);
        }

        return has;
    }

    internal static bool IsOfALibrary(string name) => s_librariesOfOthers.Any(library => name.StartsWith(library, StringComparison.OrdinalIgnoreCase));

    /// <summary>A method in a stack.</summary>
    /// <param name="Method">Its full name.</param>
    /// <param name="Module">Name of its assembly.</param>
    /// <param name="HasSymbols">Whether the assembly's symbols are beside it.</param>
    internal readonly record struct Frame(string Method, string Module, bool HasSymbols);
}
