using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads the methods that a statement calls from an assembly and its symbols, since inlined methods don't appear in stacks.</summary>
internal sealed class StatementCalls : IDisposable
{
    /// <summary>Stands for an array that a small method of the same assembly allocates.</summary>
    private const string OwnArray = "newarr";

    /// <summary>Methods with more bytes of IL are hardly ever inlined.</summary>
    private const int LargestInlined = 150;

    /// <summary>Of methods that are inlined into each other, so many are followed.</summary>
    private const int MostInlined = 3;

    private readonly Dictionary<string, Module?> _modules = [];

    /// <summary>Finds the methods of other assemblies, by their full names, that the statement at an address calls, and those that its whole method
    /// calls.</summary>
    /// <returns>Nothing if the assembly or its symbols aren't available, or the code allocates an array itself.</returns>
    internal Calls Of(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        ? At(address.ModuleFilePath, method.MethodToken, method.FullMethodName, address.ILOffset)
        : Calls.None;

    /// <inheritdoc cref="Of(TraceCodeAddress)"/>
    /// <param name="file">The assembly.</param>
    /// <param name="token">Metadata token of the method.</param>
    /// <param name="method">Full name of the method. A file from a different build has another method at this token.</param>
    /// <param name="offset">IL offset within the method.</param>
    internal Calls At(string file, int token, string method, int offset)
    {
        if (!_modules.TryGetValue(file, out Module? module))
        {
            _modules[file] = module = Module.Open(file);
        }

        return module?.CallsAt(MetadataTokens.EntityHandle(token), method, offset) ?? Calls.None;
    }

    public void Dispose()
    {
        foreach (Module? module in _modules.Values)
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
    }

    private sealed class Module : IDisposable
    {
        private readonly PEReader _assembly;
        private readonly MetadataReaderProvider _symbols;
        private readonly MetadataReader _metadata;
        private readonly MetadataReader _lines;

        private Module(byte[] assembly, byte[] symbols)
        {
            _assembly = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            _symbols = MetadataReaderProvider.FromPortablePdbImage(ImmutableCollectionsMarshal.AsImmutableArray(symbols));
            _metadata = _assembly.GetMetadataReader();
            _lines = _symbols.GetMetadataReader();
        }

        /// <returns>Null if the file doesn't exist, has no symbols, or can't be read.</returns>
        internal static Module? Open(string file)
        {
            string symbols = Path.ChangeExtension(file, ".pdb");
            try
            {
                return File.Exists(file) && File.Exists(symbols) ? new Module(File.ReadAllBytes(file), File.ReadAllBytes(symbols)) : null;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
            {
                return null;
            }
        }

        internal Calls CallsAt(EntityHandle method, string name, int offset)
        {
            if (method.Kind != HandleKind.MethodDefinition || MetadataTokens.GetRowNumber(method) > _metadata.MethodDefinitions.Count)
            {
                return Calls.None;
            }

            MethodDefinitionHandle handle = (MethodDefinitionHandle)method;
            MethodDefinition definition = _metadata.GetMethodDefinition(handle);
            if (!name.Contains($".{_metadata.GetString(definition.Name)}", StringComparison.Ordinal))
            {
                return Calls.None;
            }

            int[] statements = [.. _lines.GetMethodDebugInformation(handle).GetSequencePoints().Select(static point => point.Offset)];
            int begin = statements.LastOrDefault(begin => begin <= offset);
            int end = statements.FirstOrDefault(begin => begin > offset, int.MaxValue);
            (int Offset, OpCode Code, EntityHandle Operand)[] all = [.. Instructions.Of(_assembly.GetMethodBody(definition.RelativeVirtualAddress))];
            (int Offset, OpCode Code, EntityHandle Operand)[] statement = [.. all.Where(one => one.Offset >= begin && one.Offset < end)];
            string?[] called = CallsAmong(statement, MostInlined);
            string?[] calledByAll = called.Contains(null) ? [] : CallsAmong(all, MostInlined);
            return called.Contains(OwnArray) ? Calls.None
                : new Calls([.. called.OfType<string>()], calledByAll.Contains(OwnArray) ? [] : [.. calledByAll.OfType<string>()]);
        }

        /// <param name="instructions">The code.</param>
        /// <param name="depth">How many methods may be inlined into each other.</param>
        /// <returns>The names of the methods called. Null stands for a method of the same assembly that is too large to be inlined. Of one that may be inlined,
        /// the calls are included, or <see cref="OwnArray"/> if it allocates an array itself.</returns>
        private string?[] CallsAmong((int Offset, OpCode Code, EntityHandle Operand)[] instructions, int depth) =>
            instructions.Any(static one => one.Code == OpCodes.Newarr) ? []
            : [.. instructions.Where(static one => one.Code.OperandType == OperandType.InlineMethod).SelectMany(one => CallsOf(one.Operand, depth))];

        private string?[] CallsOf(EntityHandle method, int depth)
        {
            if (MemberNames.Of(_metadata, method) is { } name)
            {
                return [name];
            }

            if (method.Kind == HandleKind.MethodSpecification)
            {
                method = _metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method;
            }

            if (depth == 0 || method.Kind != HandleKind.MethodDefinition
                || _metadata.GetMethodDefinition((MethodDefinitionHandle)method).RelativeVirtualAddress is not (not 0 and int address))
            {
                return [null];
            }

            MethodBodyBlock body = _assembly.GetMethodBody(address);
            (int Offset, OpCode Code, EntityHandle Operand)[] inlined = body.Size > LargestInlined ? [] : [.. Instructions.Of(body)];
            return inlined.Length == 0 ? [null] : inlined.Any(static one => one.Code == OpCodes.Newarr) ? [OwnArray] : CallsAmong(inlined, depth - 1);
        }

        public void Dispose()
        {
            _assembly.Dispose();
            _symbols.Dispose();
        }
    }
}
