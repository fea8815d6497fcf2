using System.Reflection.Metadata.Ecma335;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads the methods that a statement calls from an assembly and its symbols, since inlined methods don't appear in stacks.</summary>
internal sealed class StatementCalls : IDisposable
{
    private readonly Dictionary<string, AssemblyCode?> _modules = [];

    /// <summary>Finds the methods of other assemblies, by their full names, that the statement at an address calls, and those that its whole method
    /// calls. Of a small method of a package, the methods that it calls are found instead, since it may be inlined.</summary>
    /// <returns>Nothing if the assembly isn't available, or the code may allocate a byte array itself. Without symbols, the whole method counts as the
    /// statement.</returns>
    /// <param name="address">The address.</param>
    /// <param name="isByAllocator">Whether a method such as <c>GC.AllocateArray</c> made the array. Then <c>new</c> didn't, wherever the code has it.</param>
    internal Calls Of(TraceCodeAddress address, bool isByAllocator) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        ? At(address.ModuleFilePath, method.MethodToken, method.FullMethodName, address.ILOffset, isByAllocator)
        : Calls.None;

    /// <inheritdoc cref="Of(TraceCodeAddress, bool)"/>
    /// <param name="file">The assembly.</param>
    /// <param name="token">Metadata token of the method.</param>
    /// <param name="method">Full name of the method. A file from a different build has another method at this token.</param>
    /// <param name="offset">IL offset within the method.</param>
    /// <param name="isByAllocator">Whether a method such as <c>GC.AllocateArray</c> made the array.</param>
    internal Calls At(string file, int token, string method, int offset, bool isByAllocator) =>
        ModuleOf(file)?.CallsAt(MetadataTokens.EntityHandle(token), method, offset, isByAllocator) ?? Calls.None;

    /// <summary>Whether the code of a method, or a small method of its assembly that it calls, makes byte arrays.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool MakesByteArrays(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && MakesByteArrays(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="MakesByteArrays(TraceCodeAddress)"/>
    internal bool MakesByteArrays(string file, int token, string method) =>
        ModuleOf(file)?.MakesByteArrays(MetadataTokens.EntityHandle(token), method) ?? false;

    /// <summary>Whether the code of a method, or a small method of its assembly that it calls, makes arrays of other types than bytes.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool MakesOtherArrays(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && MakesOtherArrays(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="MakesOtherArrays(TraceCodeAddress)"/>
    internal bool MakesOtherArrays(string file, int token, string method) =>
        ModuleOf(file)?.MakesOtherArrays(MetadataTokens.EntityHandle(token), method) ?? false;

    /// <summary>The methods of an assembly that are used as delegates, and that make byte arrays.</summary>
    /// <returns>None if the assembly isn't available.</returns>
    internal IReadOnlyList<Lambda> LambdasThatMakeArrays(string file) => ModuleOf(file)?.LambdasThatMakeArrays.Value ?? [];

    /// <summary>The methods of an assembly that are used as delegates, and that ask for collections.</summary>
    /// <returns>None if the assembly isn't available.</returns>
    internal IReadOnlyList<Lambda> LambdasThatCollect(string file) => ModuleOf(file)?.LambdasThatCollect.Value ?? [];

    /// <summary>Whether the code of a method runs a delegate, so that what the delegate does may be inlined into it.</summary>
    /// <returns>False too if the assembly isn't available.</returns>
    internal bool RunsDelegates(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        && RunsDelegates(address.ModuleFilePath, method.MethodToken, method.FullMethodName);

    /// <inheritdoc cref="RunsDelegates(TraceCodeAddress)"/>
    internal bool RunsDelegates(string file, int token, string method) =>
        ModuleOf(file)?.RunsDelegates(MetadataTokens.EntityHandle(token), method) ?? false;

    /// <returns>Null if the assembly isn't available, or can't be read.</returns>
    internal AssemblyCode? ModuleOf(string file)
    {
        if (!_modules.TryGetValue(file, out AssemblyCode? module))
        {
            _modules[file] = module = AssemblyCode.Open(file, this);
        }

        return module;
    }

    public void Dispose()
    {
        foreach (AssemblyCode? module in _modules.Values)
        {
            module?.Dispose();
        }
    }

    /// <summary>The methods called, by their full names.</summary>
    /// <param name="OfStatement">The methods that the statement calls, itself or by small methods of its own assembly, which may have been inlined.</param>
    /// <param name="OfMethod">The methods that the whole method calls, since optimized code may be mapped to a neighbouring statement. Empty if the statement
    /// calls a method of its own assembly whose calls aren't known.</param>
    internal sealed record Calls(IReadOnlyList<string> OfStatement, IReadOnlyList<string> OfMethod)
    {
        internal static Calls None { get; } = new([], []);

        /// <summary>Whether only methods of other assemblies can have made the array: the method has no <c>new</c> of its own for it, nor calls a method of its
        /// own assembly that may have.</summary>
        internal bool IsByOthers { get; init; }

        /// <summary>All methods of other assemblies that the method calls, whether or not they may have made the array.</summary>
        internal IReadOnlyList<string> Written { get; init; } = [];

        /// <summary>The lambdas that the statement, or otherwise its method, passes on, and that make byte arrays.</summary>
        internal IReadOnlyList<Lambda> Lambdas { get; init; } = [];
    }

    /// <summary>A lambda, or a method that is used as one.</summary>
    /// <param name="Method">Its full name, as in stacks.</param>
    /// <param name="Location">File and line, if symbols are available.</param>
    internal sealed record Lambda(string Method, string? Location);
}
