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

    /// <summary>Prefixes of methods that run the program's iterators.</summary>
    private static readonly string[] s_queries = ["System.Linq.", "System.Threading.Tasks."];

    private readonly Dictionary<(CallStackIndex Stack, Happening What), BlamedStack> _known = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly OwnCode _own = new(modules);
    private readonly StatementCalls _statements = new();
    private readonly SymbolReader _symbols = new(TextWriter.Null, nt_symbol_path: "") { SecurityCheck = static _ => true };

    /// <param name="stack">The stack; null if it wasn't recorded.</param>
    /// <param name="what">What happened. Known calls are looked for only where a byte array was allocated.</param>
    internal BlamedStack Of(TraceCallStack? stack, Happening what)
    {
        if (stack is null)
        {
            return BlamedStack.Unknown;
        }

        if (!_known.TryGetValue((stack.CallStackIndex, what), out BlamedStack? blamed))
        {
            _known[(stack.CallStackIndex, what)] = blamed = Blame([.. Frames(stack)], what);
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

    private BlamedStack Blame(TraceCodeAddress[] frames, Happening what)
    {
        if (frames.Length == 0)
        {
            return BlamedStack.Unknown;
        }

        int own = _own.Among(frames);
        CallSite site = own < 0 ? SiteOfALibrary(frames, what)
            : what == Happening.ByteArray ? SiteOfAnArray(frames, own)
            : new CallSite(NameOf(frames[own]), LocationOf(frames[own]), Pools.Among(frames.Take(own).Select(static frame => frame.FullMethodName)))
            {
                Call = CallOf(CallAmong([.. frames.Take(own).Select(static frame => frame.FullMethodName)], known: null), known: null)
                    ?? (what == Happening.OtherArray ? InlinedCallOf(frames, own) : null),
            };
        return new BlamedStack(site, [.. frames.Select(NameOf)]);
    }

    private CallSite SiteOfALibrary(TraceCodeAddress[] frames, Happening what)
    {
        if (OnlyLambda(frames, what) is { } lambda)
        {
            return new CallSite(NameOf(lambda.Method), lambda.Location, null);
        }

        bool isByteArray = what == Happening.ByteArray;
        string[] methods = [.. frames.Select(static frame => frame.FullMethodName)];
        (int outermost, string by) = LibraryWork.Of(methods);
        (KnownCall? known, string? call, string? pool) = isByteArray
            ? OfLibrary(methods, outermost, CallersIn(frames))
            : (null, CallAmong([.. methods.Take(outermost)], known: null), Pools.Among(methods));
        return new CallSite(NameOf(frames[outermost]), LocationOf(frames[outermost]), pool ?? (isByteArray ? PoolInlinedInto(frames, own: -1) : null))
        {
            Call = CallOf(call, known),
            Known = known,
            RunBy = by,
            IsByLibrary = isByteArray && Innermost(frames) is { } innermost && _statements.MakesByteArrays(innermost),
        };
    }

    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="own">Index of the program's method.</param>
    private CallSite SiteOfAnArray(TraceCodeAddress[] frames, int own)
    {
        string[] libraries = [.. frames.Take(own).Select(static frame => frame.FullMethodName)];
        StatementCalls.Calls calls = _statements.Of(frames[own], isByAllocator: own > 0 && IsAllocator(libraries[0]));
        (KnownCall? known, string? call, string? pool) = Allocating(libraries, calls, CallersIn(frames));
        pool ??= PoolInlinedInto(frames, own);
        if (pool is null && LambdaIn(frames, own, calls) is { } lambda)
        {
            return new CallSite(NameOf(lambda.Method), lambda.Location, null);
        }

        bool isInlined = known is null && pool is null && MayBeInlined(libraries) && InlinedCode.IsOfALibrary(calls);
        return new CallSite(NameOf(frames[own]), LocationOf(frames[own]), pool)
        {
            Call = isInlined ? CallOf(InlinedCode.OnlyCall(calls), known: null) ?? CallSite.InlinedCall : CallOf(call, known),
            Known = known,
        };
    }

    /// <summary>Finds the call that makes an array of something other than bytes, as the constructor of a collection may, if it is inlined into the program's
    /// method, and that has no <c>new</c> of its own.</summary>
    private string? InlinedCallOf(TraceCodeAddress[] frames, int own)
    {
        StatementCalls.Calls calls = _statements.Of(frames[own], isByAllocator: true);
        return MayBeInlined([.. frames.Take(own).Select(static frame => frame.FullMethodName)]) && InlinedCode.IsOfALibrary(calls)
            && !_statements.MakesOtherArrays(frames[own]) ? CallOf(InlinedCode.OnlyCall(calls), known: null) ?? CallSite.InlinedCall : null;
    }

    /// <summary>Finds the lambda that is inlined into a library's method which only runs it, if the program has only one that does such a thing.</summary>
    private StatementCalls.Lambda? OnlyLambda(TraceCodeAddress[] frames, Happening what) =>
        what is Happening.ByteArray or Happening.Collection && Innermost(frames) is { } library && _statements.RunsDelegates(library)
        && !_statements.MakesByteArrays(library)
        && _own.Assemblies.SelectMany(file => what == Happening.Collection ? _statements.LambdasThatCollect(file) : _statements.LambdasThatMakeArrays(file))
            .ToArray() is [var only] ? only : null;

    private StatementCalls.Lambda? LambdaIn(TraceCodeAddress[] frames, int own, StatementCalls.Calls calls) =>
        Innermost(frames) is { } library && library != frames[own] && _statements.RunsDelegates(library)
            ? InlinedCode.LambdaIn(library.FullMethodName, _statements.MakesByteArrays(library), calls) : null;

    /// <summary>Finds what allocates a byte array on a stack without a method of the program.</summary>
    /// <param name="methods">All methods, innermost first.</param>
    /// <param name="outermost">Index of the outermost method of the library's work, which is named already.</param>
    /// <param name="callers">What is known of the methods.</param>
    internal static (KnownCall? Known, string? Call, string? Pool) OfLibrary(IReadOnlyList<string> methods, int outermost,
        Callers? callers = null)
    {
        string[] work = [.. methods.Take(outermost + 1)];
        string[] called = [.. methods.Take(outermost)];
        KnownCall? known = KnownCalls.Among(work, callers);
        string? call = known is not null ? called.LastOrDefault(known.Is) : null;
        return (known, call ?? called.FirstOrDefault(static method => !IsAllocator(method)), Pools.Among(methods));
    }

    /// <summary>Finds the pool that a library's method rents from, if the rent is inlined into it, so that only its code tells.</summary>
    /// <param name="frames">The stack, innermost first.</param>
    /// <param name="own">Index of the program's method; −1 if there is none.</param>
    private string? PoolInlinedInto(TraceCodeAddress[] frames, int own)
    {
        TraceCodeAddress? innermost = Innermost(frames);
        return innermost is null || (own >= 0 && innermost == frames[own]) ? null
            : PoolIn(_statements.Of(innermost, isByAllocator: innermost != frames[0]));
    }

    /// <summary>The innermost frame but the allocator's.</summary>
    private static TraceCodeAddress? Innermost(TraceCodeAddress[] frames) => frames.FirstOrDefault(static frame => !IsAllocator(frame.FullMethodName));

    /// <summary>The pool that a piece of code rents from, if nothing else in it allocates.</summary>
    internal static string? PoolIn(StatementCalls.Calls calls) => (Inlined(calls.OfStatement) ?? Inlined(calls.OfMethod))?.Pool;

    /// <summary>Finds what allocates a byte array: a library's call, which may be a known one, or a pool.</summary>
    /// <param name="libraries">The methods of libraries between the allocation and its caller, innermost first.</param>
    /// <param name="calls">What the caller's code calls. It tells which call allocates if that is inlined, and so has no frame of its own.</param>
    /// <param name="callers">What is known of the methods.</param>
    internal static (KnownCall? Known, string? Call, string? Pool) Allocating(IReadOnlyCollection<string> libraries, StatementCalls.Calls calls,
        Callers? callers = null)
    {
        KnownCall? known = KnownCalls.Among(libraries, callers);
        string? call = CallAmong(libraries, known);
        if (Pools.Among(libraries) is { } pool)
        {
            return (known, call, pool);
        }

        if (!MayBeInlined(libraries))
        {
            return known is null ? (null, call, null)
                : InlinedCode.Outer(call!, calls) is { } outer ? (outer.Known, outer.Method, null)
                : (InlinedCode.Contradicts(known, call!, calls) ? null : known, call, null);
        }

        // Only a call that is known to allocate is named: another one may stand in the statement by chance.
        return Inlined(calls.OfStatement) ?? Inlined(calls.OfMethod) ?? (IsOfAnInlinedCall(libraries, calls) ? null : known, call, null);
    }

    /// <summary>Whether the allocator is called by a method that is inlined, but isn't known: the program's code doesn't call it itself, so that advice for
    /// that call would be wrong.</summary>
    private static bool IsOfAnInlinedCall(IReadOnlyCollection<string> libraries, StatementCalls.Calls calls) =>
        libraries.Count > 0 && calls.OfStatement.Count > 0 && !calls.OfStatement.Concat(calls.OfMethod).Any(KnownCalls.IsAllocator);

    /// <summary>Of the methods that a piece of code calls, the known one, or the pool that it rents from, if it is inlined there and the only one that
    /// allocates.</summary>
    internal static (KnownCall? Known, string? Call, string? Pool)? Inlined(IReadOnlyList<string> methods)
    {
        (KnownCall Known, string Method)? only = KnownCalls.Only(methods, areInlined: true);
        string? pool = Pools.RentedFrom(methods);
        return pool is null ? (only is { } known ? (known.Known, known.Method, null) : null)
            : methods.Any(static method => KnownCalls.Among([method]) is not null) ? null
            : (null, null, pool);
    }

    /// <summary>Whether the call that allocates may be inlined: no library method but the allocator is between the allocation and the program. Otherwise, the
    /// stack tells which call it is.</summary>
    internal static bool MayBeInlined(IReadOnlyCollection<string> libraries) =>
        libraries.All(IsAllocator);

    private Callers CallersIn(TraceCodeAddress[] frames)
    {
        return new Callers(
            method => IsDriver(method) || s_queries.Any(prefix => method.StartsWith(prefix, StringComparison.Ordinal))
                || Frames(method).Any(_statements.RunsDelegates),
            (method, type) => Frames(method).Any(frame => _statements.Of(frame, isByAllocator: false).Written
                .Any(called => called.StartsWith($"{type}..ctor(", StringComparison.Ordinal))));

        IEnumerable<TraceCodeAddress> Frames(string method) => frames.Where(frame => frame.FullMethodName == method);
    }

    private static bool IsAllocator(string method) => method.StartsWith(Allocator, StringComparison.Ordinal);

    /// <summary>The call to name among library methods, innermost first: the known one, or the one that the program makes.</summary>
    internal static string? CallAmong(IReadOnlyCollection<string> libraries, KnownCall? known) =>
        libraries.LastOrDefault(method => known?.Is(method) ?? false) ?? libraries.LastOrDefault(static method => !IsDriver(method));

    /// <summary>A call as reports name it: of a local function or a lambda of a library, which no program calls, the method that holds it. Source has a range
    /// in place of a helper's call.</summary>
    private string? CallOf(string? call, KnownCall? known) => call is null ? null
        : call.StartsWith(Helpers, StringComparison.Ordinal) ? known?.Name
        : NameOf(call) is var name && name.IndexOf("), ", StringComparison.Ordinal) is var end and >= 0 ? name[..(end + 1)] : name;

    /// <summary>Whether a frame only runs others, and no source asks it for anything.</summary>
    internal static bool IsDriver(string method) =>
        (method.StartsWith(OfCompiler, StringComparison.Ordinal) && !method.StartsWith(Helpers, StringComparison.Ordinal))
        || s_delegates.Any(known => method.StartsWith(known, StringComparison.Ordinal));

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
        if (!_own.HasSymbols(module) && !_own.Assemblies.Contains(module))
        {
            return null;
        }

        SourceLocation? line = address.GetSourceLine(_symbols);
        return line is not { LineNumber: > 0 } ? null : $"{Path.GetFileName(line.SourceFile.BuildTimeFilePath)}:{line.LineNumber}";
    }
}
