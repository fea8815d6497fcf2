using Tidepool.Accounting;
using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>What the size classes of one pool have in common.</summary>
internal sealed class PoolContext
{
    /// <summary>The pool of what belongs to none.</summary>
    internal static readonly PoolContext None = new();

    internal string? Name { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal Budget Budget { get; init; } = new(limit: null);

    /// <summary>Records who rents, now and then.</summary>
    internal RentSampling Sampling { get; init; } = RentSampling.Off;

    /// <summary>Where reports of misuse go.</summary>
    internal MisuseReporter Reporter { get; init; } = new(null);

    /// <summary>What a rent from the pool throws once it has been disposed.</summary>
    internal ObjectDisposedException Disposed() =>
        new(typeof(BytePool).FullName, Name is { } name ? $"The pool \"{name}\" has been disposed." : "The pool has been disposed.");
}
