using Microsoft.Diagnostics.Symbols;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Finds the line of the program's code that is responsible for an allocation, and the library call that made it.</summary>
/// <param name="modules">The paths of the assemblies in the trace.</param>
internal sealed class CallSites(IEnumerable<string> modules) : IDisposable
{
    private const int MostFrames = 128;

    /// <summary>The prefix of methods generated at run time, which appear in no source.</summary>
    private const string DynamicMethod = "dynamicClass.";

    /// <summary>The prefix of methods that the compiler calls, such as those that run asynchronous methods.</summary>
    private const string OfCompiler = "System.Runtime.CompilerServices.";

    /// <summary>Except this class, whose <c>GetSubArray</c> allocates what <c>array[a..b]</c> asks for.</summary>
    private const string Helpers = OfCompiler + "RuntimeHelpers.";

    /// <summary>The prefix of the methods by which libraries allocate arrays.</summary>
    private const string Allocator = "System.GC.";

    /// <summary>Prefixes of methods that only run a delegate. Naming them wouldn't tell what allocates.</summary>
    private static readonly string[] s_delegates =
        ["System.Func`", "System.Action`", "System.Action.", "System.Predicate`", "System.Converter`", "System.Comparison`", "System.Delegate.",
            "System.MulticastDelegate."];

    private static readonly string[] s_librariesOfOthers = ["System.", "Microsoft.", "FSharp.Core", "netstandard", "mscorlib"];

    /// <summary>Parts of method names, and the pools they identify.</summary>
    private static readonly (string Method, string Pool)[] s_pools =
    [
        ("Tidepool.Engines.", "Tidepool"),
        ("System.Buffers.SharedArrayPool", "ArrayPool.Shared"),
        ("System.Buffers.ConfigurableArrayPool", "ArrayPool.Create"),
        ("PinnedBlockMemoryPool", "ASP.NET Core's memory pool"),
        ("RecyclableMemoryStreamManager", "RecyclableMemoryStream"),
        ("Microsoft.IO.RecyclableMemoryStream.EnsureCapacity(", "RecyclableMemoryStream"),
    ];

    private const string SharedPool = "System.Buffers.ArrayPool`1[System.Byte].get_Shared(";

    /// <summary>Methods that rent from a pool, and the pools. Where they are inlined, only the caller's code tells that a pool makes the array.</summary>
    private static readonly (string Method, string Pool)[] s_rents =
    [
        ("System.Buffers.ArrayPool`1[System.Byte].Rent(", "an ArrayPool"),
        ("System.Buffers.MemoryPool`1[System.Byte].Rent(", "a MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.GetMemory(", "a pipe's MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.GetSpan(", "a pipe's MemoryPool"),
        ("System.IO.Pipelines.PipeWriter.WriteAsync(", "a pipe's MemoryPool"),
    ];

    private readonly Dictionary<(CallStackIndex Stack, bool IsByteArray), BlamedStack> _known = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, bool> _haveSymbols = [];
    private readonly StatementCalls _statements = new();
    private readonly bool _programHasSymbols = HasProgramWithSymbols(modules);
    private readonly SymbolReader _symbols = new(TextWriter.Null, nt_symbol_path: "") { SecurityCheck = static _ => true };

    /// <param name="stack">The stack; null if it wasn't recorded.</param>
    /// <param name="isByteArray">Whether a byte array was allocated. Known calls are looked for only then.</param>
    internal BlamedStack Of(TraceCallStack? stack, bool isByteArray)
    {
        if (stack is null)
        {
            return BlamedStack.Unknown;
        }

        if (!_known.TryGetValue((stack.CallStackIndex, isByteArray), out BlamedStack? blamed))
        {
            _known[(stack.CallStackIndex, isByteArray)] = blamed = Blame([.. Frames(stack)], isByteArray);
        }

        return blamed;
    }

    public void Dispose()
    {
        _statements.Dispose();
        _symbols.Dispose();
    }

    /// <summary>The named frames, innermost first. Methods generated at run time are skipped, since no source has them and their names differ from process to
    /// process.</summary>
    private static IEnumerable<TraceCodeAddress> Frames(TraceCallStack stack)
    {
        TraceCallStack? frame = stack;
        for (int depth = 0; depth < MostFrames && frame is not null; depth++, frame = frame.Caller)
        {
            string method = frame.CodeAddress.FullMethodName;
            if (method.Length > 0 && !method.StartsWith(DynamicMethod, StringComparison.Ordinal))
            {
                yield return frame.CodeAddress;
            }
        }
    }

    private BlamedStack Blame(TraceCodeAddress[] frames, bool isByteArray)
    {
        if (frames.Length == 0)
        {
            return BlamedStack.Unknown;
        }

        int own = OwnAmong(
            [.. frames.Select(frame => new Frame(frame.FullMethodName, frame.ModuleName, HasSymbols(frame.ModuleFilePath)))], _programHasSymbols);
        string[] methods = [.. frames.Select(static frame => frame.FullMethodName)];
        (int outermost, string by) = own < 0 ? LibraryWork.Of(methods) : default;
        string[] libraries = [.. methods.Take(own < 0 ? outermost : own)];
        TraceCodeAddress blamed = frames[own < 0 ? outermost : own];
        (KnownCall? known, string? call, string? pool) =
            !isByteArray ? (null, CallAmong(libraries, known: null), PoolAmong(methods.Take(own < 0 ? methods.Length : own)))
            : own < 0 ? OfLibrary(methods, outermost)
            : Allocating(libraries, () => _statements.Of(blamed));
        CallSite site = new(NameOf(blamed), LocationOf(blamed), pool ?? (isByteArray ? PoolInlinedInto(frames, own) : null))
        {
            // Source has a range there, and no call.
            Call = call is null ? null : call.StartsWith(Helpers, StringComparison.Ordinal) ? known?.Name : CallOf(NameOf(call)),
            Known = known,
            RunBy = own < 0 ? by : null,
            IsByLibrary = own < 0 && isByteArray && Innermost(frames) is { } innermost && _statements.MakesByteArrays(innermost),
        };
        return new BlamedStack(site, [.. frames.Select(NameOf)]);
    }

    /// <summary>Finds what allocates a byte array on a stack without a method of the program.</summary>
    /// <param name="methods">All methods, innermost first.</param>
    /// <param name="outermost">Index of the outermost method of the library's work, which is named already.</param>
    internal static (KnownCall? Known, string? Call, string? Pool) OfLibrary(IReadOnlyList<string> methods, int outermost)
    {
        string[] work = [.. methods.Take(outermost + 1)];
        string[] called = [.. methods.Take(outermost)];
        KnownCall? known = KnownCalls.Among(work);
        string? call = known is not null ? called.LastOrDefault(known.Is) : null;
        return (known, call ?? called.FirstOrDefault(static method => !IsAllocator(method)), PoolAmong(methods));
    }

    /// <summary>Finds the pool that a library's method rents from, if the rent is inlined into it, so that only its code tells.</summary>
    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="own">Index of the program's method; −1 if there is none.</param>
    private string? PoolInlinedInto(TraceCodeAddress[] frames, int own)
    {
        TraceCodeAddress? innermost = Innermost(frames);
        return innermost is null || (own >= 0 && innermost == frames[own]) ? null : PoolIn(_statements.Of(innermost));
    }

    /// <summary>The innermost frame but the allocator's.</summary>
    private static TraceCodeAddress? Innermost(TraceCodeAddress[] frames) => frames.FirstOrDefault(static frame => !IsAllocator(frame.FullMethodName));

    /// <summary>The pool that a piece of code rents from, if nothing else in it allocates.</summary>
    internal static string? PoolIn(StatementCalls.Calls calls) => (Inlined(calls.OfStatement) ?? Inlined(calls.OfMethod))?.Pool;

    /// <summary>Finds what allocates a byte array: a library's call, which may be a known one, or a pool.</summary>
    /// <param name="libraries">The methods of libraries between the allocation and its caller, innermost first.</param>
    /// <param name="code">Reads what the caller's code calls. It is read only if the stack leaves open which call allocates, since that may have been inlined
    /// and then has no frame of its own.</param>
    internal static (KnownCall? Known, string? Call, string? Pool) Allocating(IReadOnlyCollection<string> libraries, Func<StatementCalls.Calls> code)
    {
        KnownCall? known = KnownCalls.Among(libraries);
        string? call = CallAmong(libraries, known);
        if (PoolAmong(libraries) is { } pool)
        {
            return (known, call, pool);
        }

        if (!MayBeInlined(libraries))
        {
            return (known, call, null);
        }

        // Only a call that is known to allocate is named: another one may stand in the statement by chance.
        StatementCalls.Calls calls = code();
        return Inlined(calls.OfStatement) ?? Inlined(calls.OfMethod) ?? (IsOfAnInlinedCall(libraries, calls) ? null : known, call, null);
    }

    /// <summary>Whether the allocator is called by a method that is inlined, but isn't known: the program's code doesn't call it itself, so that advice for
    /// that call would be wrong.</summary>
    private static bool IsOfAnInlinedCall(IReadOnlyCollection<string> libraries, StatementCalls.Calls calls) =>
        libraries.Count > 0 && calls.OfStatement.Count > 0 && !calls.OfStatement.Concat(calls.OfMethod).Any(KnownCalls.IsAllocator);

    private static string? PoolAmong(IEnumerable<string> methods) => methods.Select(PoolOf).FirstOrDefault(static pool => pool is not null);

    /// <summary>Of the methods that a piece of code calls, the known one, or the pool that it rents from, if it is inlined there and the only one that
    /// allocates.</summary>
    internal static (KnownCall? Known, string? Call, string? Pool)? Inlined(IReadOnlyList<string> methods)
    {
        (KnownCall Known, string Method)? only = KnownCalls.Only(methods, areInlined: true);
        string? pool = s_rents.FirstOrDefault(rent => methods.Any(method => method.StartsWith(rent.Method, StringComparison.Ordinal))).Pool;
        return pool is null ? (only is { } known ? (known.Known, known.Method, null) : null)
            : methods.Any(static method => KnownCalls.Among([method]) is not null) ? null
            : (null, null, methods.Any(static method => method.StartsWith(SharedPool, StringComparison.Ordinal)) ? "ArrayPool.Shared" : pool);
    }

    /// <summary>Whether the call that allocates may be inlined: no library method but the allocator is between the allocation and the program. Otherwise, the
    /// stack tells which call it is.</summary>
    internal static bool MayBeInlined(IReadOnlyCollection<string> libraries) =>
        libraries.All(IsAllocator);

    private static bool IsAllocator(string method) => method.StartsWith(Allocator, StringComparison.Ordinal);

    /// <summary>The call to name among library methods, innermost first: the known one, or the one that the program makes.</summary>
    internal static string? CallAmong(IReadOnlyCollection<string> libraries, KnownCall? known) =>
        libraries.LastOrDefault(method => known?.Is(method) ?? false) ?? libraries.LastOrDefault(static method => !IsDriver(method));

    /// <summary>The method of a library that holds a local function or a lambda, which no program calls.</summary>
    private static string CallOf(string name) => name.IndexOf("), ", StringComparison.Ordinal) is var end and >= 0 ? name[..(end + 1)] : name;

    /// <summary>Whether a frame only runs others, and no source asks it for anything.</summary>
    internal static bool IsDriver(string method) =>
        (method.StartsWith(OfCompiler, StringComparison.Ordinal) && !method.StartsWith(Helpers, StringComparison.Ordinal))
        || s_delegates.Any(known => method.StartsWith(known, StringComparison.Ordinal));

    /// <summary>Finds the innermost method of the program's own code. Packages mostly have no symbols beside them; what a program is built from
    /// does.</summary>
    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="programHasSymbols">Whether any assembly of the program has symbols. If so, those without are libraries.</param>
    /// <returns>Its index, or −1 if there is none.</returns>
    internal static int OwnAmong(IReadOnlyList<Frame> frames, bool programHasSymbols)
    {
        int[] own = [.. Enumerable.Range(0, frames.Count).Where(index => IsOwn(frames[index]))];
        bool needsSymbols = programHasSymbols || own.Any(index => frames[index].HasSymbols);
        return own.Append(-1).First(index => index < 0 || frames[index].HasSymbols || !needsSymbols);
    }

    private static bool IsOwn(Frame frame) => PoolOf(frame.Method) is null && IsOfTheProgram(frame.Module);

    /// <summary>Whether any assembly of the program has symbols. The trace has the names of assemblies in lower case if no sample is from them.</summary>
    internal static bool HasProgramWithSymbols(IEnumerable<string> modules) => modules.Any(static module =>
        IsOfTheProgram(Path.GetFileNameWithoutExtension(module)) && AnyCase.Find(Path.ChangeExtension(module, ".pdb")) is not null);

    private static bool IsOfTheProgram(string module) =>
        !module.Equals("Tidepool", StringComparison.OrdinalIgnoreCase) && !IsOfALibrary(module);

    private static bool SymbolsAreBeside(string module) => File.Exists(Path.ChangeExtension(module, ".pdb"));

    private bool HasSymbols(string module)
    {
        if (!_haveSymbols.TryGetValue(module, out bool has))
        {
            _haveSymbols[module] = has = SymbolsAreBeside(module);
        }

        return has;
    }

    internal static bool IsOfALibrary(string name) => s_librariesOfOthers.Any(library => name.StartsWith(library, StringComparison.OrdinalIgnoreCase));

    private static string? PoolOf(string method) => s_pools.FirstOrDefault(known => method.Contains(known.Method, StringComparison.Ordinal)).Pool;

    private string NameOf(TraceCodeAddress frame) => NameOf(frame.FullMethodName);

    private string NameOf(string method)
    {
        if (!_names.TryGetValue(method, out string? name))
        {
            _names[method] = name = MethodName.AsWritten(method);
        }

        return name;
    }

    private string? LocationOf(TraceCodeAddress address)
    {
        string module = address.ModuleFilePath;
        if (!HasSymbols(module))
        {
            return null;
        }

        SourceLocation? line = address.GetSourceLine(_symbols);
        return line is not { LineNumber: > 0 } ? null : $"{Path.GetFileName(line.SourceFile.BuildTimeFilePath)}:{line.LineNumber}";
    }

    /// <summary>A method in a stack.</summary>
    /// <param name="Method">Its full name.</param>
    /// <param name="Module">Name of its assembly.</param>
    /// <param name="HasSymbols">Whether the assembly's symbols are beside it.</param>
    internal readonly record struct Frame(string Method, string Module, bool HasSymbols);
}
