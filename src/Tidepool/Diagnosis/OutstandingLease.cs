using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tidepool.Diagnosis;

namespace Tidepool;

/// <summary>A lease that has not been returned, and where it was rented. Immutable.</summary>
/// <remarks><see cref="ToString"/> gives it all as text, with calls by the names in their source code, the same in every culture.</remarks>
public sealed record OutstandingLease
{
    /// <summary>The size of the buffer's bucket in bytes; 0 if it belongs to none.</summary>
    public required int BucketSize { get; init; }

    /// <summary>The number of bytes requested.</summary>
    public required int Length { get; init; }

    /// <summary>How long ago it was rented.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The managed id of the thread that rented it.</summary>
    public required int RentThreadId { get; init; }

    /// <summary>The calls that led to the rent, including those inside the pool.</summary>
    public required StackTrace RentStack { get; init; }

    /// <summary>What it was rented for: the <see cref="PooledStream.Tag"/> of the stream that rented it. Null if the stream has none,
    /// or the buffer wasn't rented by a stream.</summary>
    public string? Tag { get; init; }

    /// <summary>The lease as text of several lines.</summary>
    /// <returns>Its size and age in the first line, the calls that rented it below.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Quantity.Bytes(Length)} (bucket {BucketSize:N0}), rented {(Tag is null ? "" : $"for \"{Tag}\" ")}by "
            + $"thread {RentThreadId}, {Age.TotalSeconds:N1} s ago, at");
        CallList.AppendTo(text, RentStack);
        return text.ToString();
    }
}
