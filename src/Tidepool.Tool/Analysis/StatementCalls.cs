using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads from an assembly, and from its symbols, which methods a statement calls: stacks don't tell of a method that was inlined.</summary>
internal sealed class StatementCalls : IDisposable
{
    private readonly Dictionary<string, Module?> _modules = [];

    /// <summary>The methods of other assemblies that the statement at an address calls, by their full names, and those that its whole method calls.</summary>
    /// <returns>None where the assembly or its symbols aren't there, or what is looked at makes an array itself.</returns>
    internal Calls Of(TraceCodeAddress address) => address.Method is { MethodToken: not 0 } method && address.ModuleFilePath.Length > 0
        ? At(address.ModuleFilePath, method.MethodToken, method.FullMethodName, address.ILOffset)
        : Calls.None;

    /// <inheritdoc cref="Of(TraceCodeAddress)"/>
    /// <param name="file">The assembly.</param>
    /// <param name="token">Of the method, in the assembly.</param>
    /// <param name="method">Its full name. A file of another build has another method at its place.</param>
    /// <param name="offset">In the method's intermediate language.</param>
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

    /// <summary>Names of methods.</summary>
    /// <param name="OfStatement">Those that the statement calls.</param>
    /// <param name="OfMethod">Those of its method, for optimized code that is said to belong to a statement beside its own. None where the statement calls a
    /// method of its own assembly, which may have been inlined just as well.</param>
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

        /// <returns>Null where there is none, or it has no symbols, or they can't be read.</returns>
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
            string?[] called = CallsAmong(statement);
            return new Calls([.. called.OfType<string>()], called.Contains(null) ? [] : [.. CallsAmong(all).OfType<string>()]);
        }

        /// <returns>Null for each that is of the same assembly.</returns>
        private string?[] CallsAmong((int Offset, OpCode Code, EntityHandle Operand)[] instructions) =>
            instructions.Any(static one => one.Code == OpCodes.Newarr) ? []
            : [.. instructions.Where(static one => one.Code.OperandType == OperandType.InlineMethod).Select(one => MemberNames.Of(_metadata, one.Operand))];

        public void Dispose()
        {
            _assembly.Dispose();
            _symbols.Dispose();
        }
    }
}
