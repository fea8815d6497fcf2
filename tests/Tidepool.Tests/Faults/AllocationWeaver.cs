using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Tidepool.Tests.Faults;

/// <summary>Inserts a call before everything in an assembly that allocates, so that each place can be made to fail as if memory had run out.</summary>
/// <remarks>
/// The call goes to a class that is added to the assembly, and does nothing until its field is set.
/// Places are counted from 0 in the order of the metadata. Not woven: static constructors, which run once per process,
/// and code that only makes the message of an exception about to be thrown.
/// </remarks>
internal sealed class AllocationWeaver : IDisposable
{
    internal const string HookType = "Tidepool.AllocationHook";
    internal const string HookField = "Before";

    /// <summary>Methods of the framework that allocate. Those of collections are included because a collection may have to grow.</summary>
    private static readonly HashSet<(string Type, string Method)> s_allocating =
    [
        ("List`1", "Add"), ("List`1", "EnsureCapacity"), ("Queue`1", "Enqueue"), ("Queue`1", "EnsureCapacity"), ("Stack`1", "EnsureCapacity"),
        ("Dictionary`2", "set_Item"), ("Dictionary`2", "EnsureCapacity"), ("ConditionalWeakTable`2", "Add"), ("ConditionalWeakTable`2", "AddOrUpdate"),
        ("GC", "AllocateUninitializedArray"), ("GC", "GetGCMemoryInfo"), ("GCHandle", "Alloc"), ("WeakGCHandle`1", ".ctor"),
        ("Enumerable", "Select"), ("Enumerable", "Where"), ("Enumerable", "Append"), ("Enumerable", "ToArray"), ("Enumerable", "ToList"),
        ("TimeProvider", "CreateTimer"), ("ITimer", "Change"), ("ReadOnlySpan`1", "ToArray"), ("BuffersExtensions", "ToArray"),
    ];

    /// <summary>Methods for which an earlier call, which is woven, has made room.</summary>
    private static readonly HashSet<(string Type, string Method)> s_hasRoom =
    [
        ("TrackedBucket", "Receive"), ("TrackedBucket", "Release"), ("GuardedBuffer", "Abandon"), ("OwnerThreads", "Release"),
    ];

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly ModuleDefinition _module;
    private readonly MethodDefinition _hook;
    private readonly List<string> _places = [];

    private AllocationWeaver(string path)
    {
        _resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        _module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = _resolver, InMemory = true });
        _hook = AddHook();
    }

    /// <summary>Weaves an assembly.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="output">Where to write the woven one.</param>
    /// <returns>The woven places by number, as "method: what it allocates".</returns>
    internal static IReadOnlyList<string> Weave(string path, string output)
    {
        using AllocationWeaver weaver = new(path);
        foreach (MethodDefinition method in weaver._module.GetTypes().SelectMany(static type => type.Methods).ToArray())
        {
            if (method.HasBody && method != weaver._hook && method is not { IsConstructor: true, IsStatic: true })
            {
                weaver.Weave(method);
            }
        }

        weaver._module.Write(output);
        return weaver._places;
    }

    public void Dispose()
    {
        _module.Dispose();
        _resolver.Dispose();
    }

    private void Weave(MethodDefinition method)
    {
        method.Body.SimplifyMacros();
        ILProcessor code = method.Body.GetILProcessor();
        bool throws = false;
        foreach (Instruction instruction in method.Body.Instructions.Reverse().ToArray())
        {
            // Whether the code leads to a throw without a branch in between.
            throws = instruction.OpCode.Code == Code.Throw
                || (throws && instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return));
            if (!throws && AllocationOf(method, instruction) is { } what)
            {
                // The instruction itself becomes the call, and a copy of it follows: so whatever jumps there jumps to the call.
                Instruction copy = Instruction.Create(OpCodes.Nop);
                (copy.OpCode, copy.Operand) = (instruction.OpCode, instruction.Operand);
                Instruction call = Instruction.Create(OpCodes.Call, _hook);
                (instruction.OpCode, instruction.Operand) = (OpCodes.Ldc_I4, _places.Count);
                code.InsertAfter(instruction, call);
                code.InsertAfter(call, copy);
                _places.Add($"{method.DeclaringType.FullName}.{method.Name}: {what}");
            }
        }

        method.Body.OptimizeMacros();
    }

    private static string? AllocationOf(MethodDefinition method, Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Newarr or Code.Box:
                return $"{instruction.OpCode.Name} {((TypeReference)instruction.Operand).Name}";
            case Code.Newobj:
                TypeReference type = ((MethodReference)instruction.Operand).DeclaringType;
                return type.Resolve().IsValueType && !s_allocating.Contains((type.Name, ".ctor")) ? null : $"new {type.Name}";
            case Code.Call or Code.Callvirt:
                MethodReference called = (MethodReference)instruction.Operand;
                string declaring = called.DeclaringType.Name;
                return s_allocating.Contains((declaring, called.Name)) && !s_hasRoom.Contains((method.DeclaringType.Name, method.Name))
                    && instruction.Previous?.OpCode.OpCodeType != OpCodeType.Prefix
                    ? $"{declaring}.{called.Name}"
                    : null;
            default:
                return null;
        }
    }

    /// <summary><c>public static class AllocationHook { public static Action&lt;int&gt;? Before;
    /// public static void Pass(int place) => Before?.Invoke(place); }</c></summary>
    private MethodDefinition AddHook()
    {
        TypeReference action = _module.ImportReference(typeof(Action<int>));
        MethodReference invoke = _module.ImportReference(typeof(Action<int>).GetMethod(nameof(Action.Invoke)));
        int dot = HookType.LastIndexOf('.');
        TypeDefinition type =
            new(HookType[..dot], HookType[(dot + 1)..], TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, _module.TypeSystem.Object);
        FieldDefinition field = new(HookField, FieldAttributes.Public | FieldAttributes.Static, action);
        MethodDefinition pass = new("Pass", MethodAttributes.Public | MethodAttributes.Static, _module.TypeSystem.Void);
        pass.Parameters.Add(new ParameterDefinition(_module.TypeSystem.Int32));
        type.Fields.Add(field);
        type.Methods.Add(pass);
        _module.Types.Add(type);

        ILProcessor code = pass.Body.GetILProcessor();
        Instruction end = code.Create(OpCodes.Ret);
        code.Emit(OpCodes.Ldsfld, field);
        code.Emit(OpCodes.Brfalse, end);
        code.Emit(OpCodes.Ldsfld, field);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Callvirt, invoke);
        code.Append(end);
        return pass;
    }
}
