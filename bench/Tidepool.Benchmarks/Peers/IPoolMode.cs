namespace Tidepool.Benchmarks.Peers;

/// <summary>A way to set up the pool, whose cost is of interest.</summary>
internal interface IPoolMode
{
    /// <summary>Gets the name the tables use.</summary>
    public static abstract string Name { get; }

    /// <summary>Sets up the options, which are the defaults.</summary>
    public static abstract void Set(BytePoolOptions options);

    /// <summary>The garbage collector behind the pool's API.</summary>
    internal readonly struct Unpooled : IPoolMode
    {
        public static string Name => "unpooled";

        public static void Set(BytePoolOptions options) => options.Mode = PoolMode.Unpooled;
    }

    /// <summary>Every lease tracked.</summary>
    internal readonly struct Checked : IPoolMode
    {
        public static string Name => "checked";

        public static void Set(BytePoolOptions options) => options.Mode = PoolMode.Checked;
    }

    /// <summary>Every buffer between inaccessible pages.</summary>
    internal readonly struct Guarded : IPoolMode
    {
        public static string Name => "guarded";

        public static void Set(BytePoolOptions options) => options.Mode = PoolMode.Guarded;
    }

    /// <summary>One rent in the default number tracked.</summary>
    internal readonly struct SampledChecked : IPoolMode
    {
        public static string Name => "standard, samples checked";

        public static void Set(BytePoolOptions options) => options.SampledMode = PoolMode.Checked;
    }

    /// <summary>No rent records its stack.</summary>
    internal readonly struct Unsampled : IPoolMode
    {
        public static string Name => "standard, no stacks";

        public static void Set(BytePoolOptions options) => options.LeakSamplingInterval = 0;
    }

    /// <summary>Every rent records its stack.</summary>
    internal readonly struct AllSampled : IPoolMode
    {
        public static string Name => "standard, a stack at each rent";

        public static void Set(BytePoolOptions options) => options.LeakSamplingInterval = 1;
    }

    /// <summary>One rent in the default number guarded.</summary>
    internal readonly struct SampledGuarded : IPoolMode
    {
        public static string Name => "standard, samples guarded";

        public static void Set(BytePoolOptions options) => options.SampledMode = PoolMode.Guarded;
    }
}
