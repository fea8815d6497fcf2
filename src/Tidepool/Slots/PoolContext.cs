using Tidepool.Accounting;
using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>What the size classes of one pool have in common.</summary>
internal sealed class PoolContext
{
    /// <summary>Stands for no pool.</summary>
    internal static readonly PoolContext None = new();

    internal string? Name { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal Budget Budget { get; init; } = new(limit: null);

    /// <summary>Samples rents, to record their callers.</summary>
    internal RentSampling Sampling { get; init; } = RentSampling.Off;

    /// <summary>Reports misuse.</summary>
    internal MisuseReporter Reporter { get; init; } = new(null);

    /// <summary>The exception of a rent after the pool's disposal.</summary>
    internal ObjectDisposedException Disposed() =>
        new(typeof(BytePool).FullName, Name is { } name ? $"The pool \"{name}\" has been disposed." : "The pool has been disposed.");
}
