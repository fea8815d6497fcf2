namespace Tidepool.TestProgram.Misuse;

/// <summary>One way to misuse a buffer, in one mode.</summary>
/// <param name="Mode">The pool's mode.</param>
/// <param name="Act">The kind of misuse.</param>
/// <param name="Moment">When it happens, relative to the return.</param>
/// <param name="Handle">What holds the buffer.</param>
/// <param name="Thread">Whether the thread that returned the buffer also misuses it. For a buffer that is never returned, the thread that rented it.</param>
internal sealed record MisuseCase(PoolMode Mode, MisuseAct Act, Moment Moment, HandleKind Handle, OnThread Thread)
{
    /// <summary>Whether the process is expected to crash: the case then needs a process of its own.</summary>
    internal bool IsExpectedToCrash => Mode == PoolMode.Guarded && Handle != HandleKind.Array
        && Act is MisuseAct.ReadSpan or MisuseAct.WriteSpan or MisuseAct.WriteOneBehind or MisuseAct.WriteEightBehind
        && Moment != Moment.AfterReuse;

    /// <summary>The case as arguments of the program.</summary>
    internal string[] ToArguments() => ["misuse", $"{Mode}", $"{Act}", $"{Moment}", $"{Handle}", $"{Thread}"];

    internal static MisuseCase Parse(ReadOnlySpan<string> arguments) => new(
        Enum.Parse<PoolMode>(arguments[0]),
        Enum.Parse<MisuseAct>(arguments[1]),
        Enum.Parse<Moment>(arguments[2]),
        Enum.Parse<HandleKind>(arguments[3]),
        Enum.Parse<OnThread>(arguments[4]));
}

internal enum MisuseAct
{
    ReturnTwice,
    UseHandle,
    UseMemory,
    ReadSpan,
    WriteSpan,
    WriteOneBehind,
    WriteEightBehind,
    Drop,
    HoldAtDisposal,

    /// <summary>An array that was never rented is returned to the array adapter.</summary>
    ReturnForeignArray,
}

internal enum Moment
{
    AtOnce,

    /// <summary>After another renter returned its buffer.</summary>
    Interleaved,

    /// <summary>After 1,024 other rents and returns.</summary>
    AfterMany,

    /// <summary>While another renter has the buffer.</summary>
    AfterReuse,
}

internal enum HandleKind
{
    Lease,
    Allocator,
    Owner,
    Sequence,
    Writer,
    Stream,

    /// <summary>An array of the adapter, which is its own handle and carries no generation.</summary>
    Array,
}

internal enum OnThread
{
    Same,
    Other,
}

internal enum Outcome
{
    Throws,
    FoundLater,
    Crashes,
    Counted,

    /// <summary>Nothing happens, as the handle's contract says, and no other renter is harmed.</summary>
    Ignored,
    NotNoticed,
}
