namespace Tidepool.Benchmarks.Measurement;

/// <summary>Numbers of garbage collections, each counted in the oldest generation it collected.</summary>
internal readonly record struct Collections(int Gen0, int Gen1, int Gen2)
{
    /// <summary>Collections since the process began.</summary>
    public static Collections Count()
    {
        // The runtime counts a collection of an older generation in every younger one, too.
        int gen2 = GC.CollectionCount(2);
        int gen1 = GC.CollectionCount(1);
        int gen0 = GC.CollectionCount(0);
        return new Collections(gen0 - gen1, gen1 - gen2, gen2);
    }

    public static Collections operator +(Collections left, Collections right) =>
        new(left.Gen0 + right.Gen0, left.Gen1 + right.Gen1, left.Gen2 + right.Gen2);

    public static Collections operator -(Collections left, Collections right) =>
        new(left.Gen0 - right.Gen0, left.Gen1 - right.Gen1, left.Gen2 - right.Gen2);

    public override string ToString() => $"{Gen0}/{Gen1}/{Gen2}";
}
