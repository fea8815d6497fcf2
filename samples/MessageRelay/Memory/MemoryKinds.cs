namespace MessageRelay.Memory;

/// <summary>Names, spellings and makers of the kinds of memory.</summary>
internal static class MemoryKinds
{
    /// <summary>Those that are compared unless the command line names others.</summary>
    public static IReadOnlyList<MemoryKind> Default { get; } = [MemoryKind.NewArray, MemoryKind.ArrayPool, MemoryKind.Tidepool];

    public static IReadOnlyList<MemoryKind> All { get; } = [.. Default, MemoryKind.Control];

    /// <summary>As the reports name it.</summary>
    public static string DisplayName(this MemoryKind kind) => kind switch
    {
        MemoryKind.NewArray => "new byte[]",
        MemoryKind.ArrayPool => "ArrayPool.Shared",
        MemoryKind.Tidepool => "Tidepool",
        MemoryKind.Control => "control",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };

    /// <summary>As the command line spells it.</summary>
    public static string OptionName(this MemoryKind kind) => kind switch
    {
        MemoryKind.NewArray => "new",
        MemoryKind.ArrayPool => "arraypool",
        MemoryKind.Tidepool => "tidepool",
        MemoryKind.Control => "control",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };

    /// <summary>Creates memory that can lend buffers of up to <paramref name="maxSize"/> bytes.</summary>
    public static MessageMemory Create(this MemoryKind kind, int maxSize) => kind switch
    {
        MemoryKind.NewArray => new NewArrayMemory(),
        MemoryKind.ArrayPool => new ArrayPoolMemory(),
        MemoryKind.Tidepool => new TidepoolMemory(maxSize),
        MemoryKind.Control => new ControlMemory(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };
}
