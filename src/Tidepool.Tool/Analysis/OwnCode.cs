using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Tells the program's own code from that of libraries.</summary>
internal sealed class OwnCode
{
    private static readonly string[] s_librariesOfOthers = ["System.", "Microsoft.", "FSharp.Core", "netstandard", "mscorlib"];

    private readonly Dependencies _dependencies = new();
    private readonly Dictionary<string, bool> _haveSymbols = [];

    /// <param name="modules">The paths of the assemblies in the trace.</param>
    internal OwnCode(IEnumerable<string> modules) => Assemblies = WithSymbols(modules, _dependencies);

    /// <summary>The assemblies of the program that have symbols, or that are known to be built from its projects.</summary>
    internal string[] Assemblies { get; }

    /// <returns>Index of the innermost method of the program's own code, or −1 if there is none.</returns>
    /// <param name="frames">The stack, innermost first.</param>
    internal int Among(IEnumerable<TraceCodeAddress> frames) => Among(
        [
            .. frames.Select(frame => new Frame(frame.FullMethodName, frame.ModuleName, HasSymbols(frame.ModuleFilePath))
            {
                IsProject = _dependencies.IsProject(frame.ModuleFilePath),
            }),
        ],
        Assemblies.Length > 0);

    /// <summary>Finds the innermost method of the program's own code: of an assembly that was built from a project of the program. Where that isn't known,
    /// symbols tell. Packages mostly have none beside them; what a program is built from does.</summary>
    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="programHasSymbols">Whether any assembly of the program has symbols. If so, those without are libraries.</param>
    /// <returns>Its index, or −1 if there is none.</returns>
    internal static int Among(IReadOnlyList<Frame> frames, bool programHasSymbols)
    {
        int[] own = [.. Enumerable.Range(0, frames.Count).Where(index => IsOwn(frames[index]))];
        bool needsSymbols = programHasSymbols || own.Any(index => frames[index].HasSymbols);
        return own.Append(-1).First(index => index < 0 || frames[index].HasSymbols || frames[index].IsProject == true || !needsSymbols);
    }

    private static bool IsOwn(Frame frame) => Pools.Among([frame.Method]) is null && IsOfTheProgram(frame.Module, frame.IsProject);

    /// <summary>The assemblies of the program that have symbols. The trace has the names of assemblies in lower case if no sample is from them.</summary>
    internal static string[] WithSymbols(IEnumerable<string> modules, Dependencies dependencies) =>
    [
        .. modules.Where(module => IsOfTheProgram(Path.GetFileNameWithoutExtension(module), dependencies.IsProject(module)))
            .Select(module => AnyCase.Find(Path.ChangeExtension(module, ".pdb")) is { } symbols ? Path.ChangeExtension(symbols, ".dll")
                : dependencies.IsProject(module) == true ? AnyCase.Find(module) : null)
            .OfType<string>().Distinct(),
    ];

    private static bool IsOfTheProgram(string module, bool? isProject) =>
        !module.Equals("Tidepool", StringComparison.OrdinalIgnoreCase) && (isProject ?? !IsOfALibrary(module));

    internal bool HasSymbols(string module)
    {
        if (!_haveSymbols.TryGetValue(module, out bool has))
        {
            _haveSymbols[module] = has = File.Exists(Path.ChangeExtension(module, ".pdb"));
        }

        return has;
    }

    internal static bool IsOfALibrary(string name) => s_librariesOfOthers.Any(library => name.StartsWith(library, StringComparison.OrdinalIgnoreCase));

    /// <summary>A method in a stack.</summary>
    /// <param name="Method">Its full name.</param>
    /// <param name="Module">Name of its assembly.</param>
    /// <param name="HasSymbols">Whether the assembly's symbols are beside it.</param>
    internal readonly record struct Frame(string Method, string Module, bool HasSymbols)
    {
        /// <summary>Whether the assembly is built from a project of the program, and not from a package; null if that isn't known.</summary>
        internal bool? IsProject { get; init; }
    }
}
