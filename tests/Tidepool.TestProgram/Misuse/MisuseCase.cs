namespace Tidepool.TestProgram.Misuse;

/// <summary>One way to misuse a buffer, in one mode.</summary>
/// <param name="Mode">The pool's.</param>
/// <param name="Act">What is done.</param>
/// <param name="Moment">When, after the return.</param>
/// <param name="Handle">By what the buffer is held.</param>
/// <param name="Thread">Which thread returned it: that which misuses it afterwards, or another. Where it is never returned, which one rented it.</param>
internal sealed record MisuseCase(PoolMode Mode, MisuseAct Act, Moment Moment, HandleKind Handle, OnThread Thread)
{
    /// <summary>Whether the process is expected to end: then the case needs one of its own.</summary>
    internal bool IsExpectedToCrash => Mode == PoolMode.Guarded && Handle != HandleKind.Array
        && Act is MisuseAct.ReadSpan or MisuseAct.WriteSpan or MisuseAct.WriteOneBehind or MisuseAct.WriteEightBehind
        && Moment != Moment.AfterReuse;

    /// <summary>As arguments of the program.</summary>
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

    /// <summary>After somebody else returned his.</summary>
    Interleaved,

    /// <summary>After 1,024 other rents and returns.</summary>
    AfterMany,

    /// <summary>While somebody else has the buffer.</summary>
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

    /// <summary>Nothing happens, as the handle's contract says, and nobody is harmed.</summary>
    Ignored,
    NotNoticed,
}
