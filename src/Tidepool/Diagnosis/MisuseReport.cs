using System.Diagnostics;
using System.Text;
using Tidepool.Diagnosis;
using static System.FormattableString;

namespace Tidepool;

/// <summary>One misuse of a buffer: what happened, where, and on which threads. Immutable.</summary>
/// <remarks><see cref="ToString"/> gives it all as readable text, the same in every culture, as logs need it.
/// Properties whose value isn't known are null.</remarks>
public sealed class MisuseReport
{
    /// <summary>A line of a hexadecimal listing.</summary>
    private const int MostFound = 16;

    internal MisuseReport(MisuseKind kind, string? poolName, int bucketSize, int? length)
    {
        Kind = kind;
        PoolName = poolName;
        BucketSize = bucketSize;
        Length = length;
    }

    /// <summary>The kind of misuse.</summary>
    public MisuseKind Kind { get; }

    /// <summary>The pool's name, or null if it has none.</summary>
    public string? PoolName { get; }

    /// <summary>The size of the buffer's bucket in bytes; 0 if it belongs to none.</summary>
    public int BucketSize { get; }

    /// <summary>The number of bytes requested. Null if the report covers several leases, or, outside checked and guarded mode, a stale lease
    /// whose buffer has been rented since.</summary>
    public int? Length { get; }

    /// <summary>How many leases the report covers: 1, except for leases whose rent wasn't recorded and that were still out when their pool was
    /// disposed.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The first damaged byte, counted from the start of the buffer. Null if no bytes were damaged.</summary>
    public int? Offset => Damage?.Offset;

    /// <summary>The bytes found from <see cref="Offset"/> on: at most 16. Empty if no bytes were damaged.</summary>
    public ReadOnlyMemory<byte> Found => Damage is { } damage ? damage.Found.AsMemory(0, Math.Min(MostFound, damage.Found.Length)) : default;

    /// <summary>The calls that led to the rent.</summary>
    public StackTrace? RentStack { get; init; }

    /// <summary>The calls that led to the return.</summary>
    public StackTrace? ReturnStack { get; init; }

    /// <summary>The calls that led to the misuse: to the second return, or to the use after the return. Null if it was only found later,
    /// or no call was at fault.</summary>
    public StackTrace? MisuseStack { get; init; }

    /// <summary>The managed id of the thread that rented.</summary>
    public int? RentThreadId { get; init; }

    /// <summary>The managed id of the thread that returned.</summary>
    public int? ReturnThreadId { get; init; }

    /// <summary>What the buffer was rented for: the <see cref="PooledStream.Tag"/> of the stream that rented it. Null if the stream has none,
    /// if the buffer wasn't rented by a stream, or if the rent wasn't recorded.</summary>
    public string? Tag { get; init; }

    /// <summary>How long ago the buffer was rented.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The damaged bytes, if any.</summary>
    internal Damage? Damage { get; init; }

    /// <summary>Whether this may be no mistake, and so isn't written to standard error if no one listens: a standard pool may well be disposed with leases out,
    /// or a lease of it dropped.</summary>
    internal bool MayBeNoMistake { get; init; }

    /// <summary>Whether the caller at fault gets an exception.</summary>
    internal bool IsThrown => Kind is MisuseKind.ReturnedTwice or MisuseKind.UsedAfterReturn or MisuseKind.Overrun;

    /// <summary>The report as text of several lines.</summary>
    /// <returns>What happened in the first line; damaged bytes and stacks below.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("Tidepool: ").Append(Headline());
        Damage?.AppendTo(text);
        string purpose = Tag is null ? "" : $" for \"{Tag}\"";
        string when = Age is { } age ? Invariant($", {age.TotalSeconds:N1} s ago,") : "";
        AppendStack(text, $"rented{purpose}{By(RentThreadId)}{when} at", RentStack);
        AppendStack(text, $"returned{By(ReturnThreadId)} at", ReturnStack);
        AppendStack(text, Kind == MisuseKind.ReturnedTwice ? "returned again at" : "used at", MisuseStack);
        return text.ToString();

        static string By(int? thread) => thread is null ? "" : $" by thread {thread}";
    }

    /// <summary>What happened, in one sentence.</summary>
    internal string Headline()
    {
        string bucket = BucketSize > 0 ? Invariant($"bucket {BucketSize:N0}") : "no bucket";
        string place = $"{bucket}{(PoolName is { } name ? $", pool \"{name}\"" : "")}";
        string buffer = Length is { } length ? Invariant($"of {Quantity.Bytes(length)} ({place})") : $"({place})";
        return Kind switch
        {
            MisuseKind.ReturnedTwice => $"a lease {buffer} was returned twice.",
            MisuseKind.UsedAfterReturn => $"a lease {buffer} was used after its return.",
            MisuseKind.WrittenAfterReturn => $"a buffer {buffer} was written to after its return.",
            MisuseKind.Overrun => $"a buffer {buffer} was written past its end.",
            MisuseKind.Dropped => $"a lease {buffer} was dropped without being returned.",
            _ when Length is null => Invariant($"{new Quantity(Count, "lease", "leases")} ({place}) {(Count == 1 ? "was" : "were")} still out ")
                + "when the pool was disposed; no call site was recorded.",
            _ => $"a lease {buffer} was still out when its pool was disposed.",
        };
    }

    /// <summary>Writes the report to standard error, if that can be written to. Never throws.</summary>
    /// <param name="failure">Why it couldn't go where it should.</param>
    internal void WriteError(Exception failure) => MisuseReporter.WriteError(this, failure);

    private static void AppendStack(StringBuilder text, string label, StackTrace? stack)
    {
        if (stack is null)
        {
            return;
        }

        text.Append("\n  ").Append(label);
        CallList.AppendTo(text, stack);
    }
}
