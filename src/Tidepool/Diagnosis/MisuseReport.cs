using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tidepool;

/// <summary>One misuse of a buffer: what, where, by whom. Immutable.</summary>
/// <remarks><see cref="ToString"/> gives it all as text, readable at a glance. What isn't known is null.</remarks>
public sealed class MisuseReport
{
    private const int BytesPerLine = 16;

    internal MisuseReport(MisuseKind kind, string? poolName, int bucketSize, int? length)
    {
        Kind = kind;
        PoolName = poolName;
        BucketSize = bucketSize;
        Length = length;
    }

    /// <summary>What was done wrongly.</summary>
    public MisuseKind Kind { get; }

    /// <summary>The pool's name, or null where it has none.</summary>
    public string? PoolName { get; }

    /// <summary>The size of the buffer's bucket in bytes; 0 where it belongs to none.</summary>
    public int BucketSize { get; }

    /// <summary>Bytes that were asked for. Null where the report is of several leases.</summary>
    public int? Length { get; }

    /// <summary>How many leases the report is of: 1, except for those whose rent wasn't recorded and that were still out when their pool was disposed.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The first byte that isn't as it should be, counted from the buffer's first. Null where no bytes were damaged.</summary>
    public int? Offset { get; init; }

    /// <summary>The bytes found from <see cref="Offset"/> on: at most 16. Empty where no bytes were damaged.</summary>
    public ReadOnlyMemory<byte> Found { get; init; }

    /// <summary>The calls that led to the rent.</summary>
    public StackTrace? RentStack { get; init; }

    /// <summary>The calls that led to the return.</summary>
    public StackTrace? ReturnStack { get; init; }

    /// <summary>The managed id of the thread that rented.</summary>
    public int? RentThreadId { get; init; }

    /// <summary>How long ago the buffer was rented.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>The report as text of several lines.</summary>
    /// <returns>What happened in the first line; damaged bytes and stacks below.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("Tidepool: ").Append(Headline());
        if (Offset is { } offset)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  found at byte {offset:N0}:");
            foreach (byte value in Found.Span)
            {
                text.Append(CultureInfo.InvariantCulture, $" {value:x2}");
            }
        }

        string rentedBy = RentThreadId is { } thread ? $"rented by thread {thread}" : "rented";
        AppendStack(text, Age is { } age ? $"{rentedBy}, {age.TotalSeconds:N1} s ago, at" : $"{rentedBy} at", RentStack);
        AppendStack(text, "returned at", ReturnStack);
        return text.ToString();
    }

    internal static byte[] BytesFrom(ReadOnlySpan<byte> damaged) => damaged[..Math.Min(BytesPerLine, damaged.Length)].ToArray();

    private string Headline()
    {
        string bucket = BucketSize > 0 ? $"bucket {BucketSize:N0}" : "no bucket";
        string place = $"{bucket}{(PoolName is { } name ? $", pool \"{name}\"" : "")}";
        string buffer = $"{Length:N0} bytes ({place})";
        return Kind switch
        {
            MisuseKind.ReturnedTwice => $"a lease of {buffer} was returned twice.",
            MisuseKind.UsedAfterReturn => $"a lease of {buffer} was used after its return.",
            MisuseKind.WrittenAfterReturn => $"a buffer of {buffer} was written after its return.",
            MisuseKind.Overrun => $"a buffer of {buffer} was written beyond its end.",
            MisuseKind.Dropped => $"a lease of {buffer} was dropped without being returned.",
            _ when Length is null => $"{Count:N0} {(Count == 1 ? "lease" : "leases")} ({place}) still out when the pool was disposed; where rented was not recorded.",
            _ => $"a lease of {buffer} was still out when its pool was disposed.",
        };
    }

    private static void AppendStack(StringBuilder text, string label, StackTrace? stack)
    {
        if (stack is null)
        {
            return;
        }

        text.Append("\n  ").Append(label);
        bool isCaller = false;
        foreach (StackFrame frame in stack.GetFrames())
        {
            // The calls within the pool say nothing; those of its caller follow them.
            DiagnosticMethodInfo? method = DiagnosticMethodInfo.Create(frame);
            isCaller |= method is not null && method.DeclaringAssemblyName != typeof(MisuseReport).Assembly.FullName;
            if (isCaller && method is not null)
            {
                text.Append("\n    ").Append(method.DeclaringTypeName).Append('.').Append(method.Name);
            }
        }
    }
}
