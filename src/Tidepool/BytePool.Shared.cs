using Tidepool.Settings;

namespace Tidepool;

/// <content>The two pools that the whole process shares.</content>
public sealed partial class BytePool
{
    /// <summary>A pool with the default options, shared by the whole process. It can't be disposed: <see cref="Dispose"/> does nothing.</summary>
    /// <exception cref="InvalidOperationException">The environment specifies a mode that doesn't exist; see <see cref="PoolMode"/>.</exception>
    public static BytePool Shared => SharedPool.s_instance ?? NewShared();

    /// <summary>The garbage collector as a pool: the same API, rules and errors, with a new array for each rent. It can't be disposed:
    /// <see cref="Dispose"/> does nothing.</summary>
    /// <remarks>Use it to find out whether a bug comes from pooling. <c>TIDEPOOL_MODE=unpooled</c> does the same for every pool of the process.</remarks>
    /// <exception cref="InvalidOperationException">The environment specifies a mode that doesn't exist; see <see cref="PoolMode"/>.</exception>
    public static BytePool Unpooled => UnpooledPool.s_instance ?? NewUnpooled();

    private static BytePool NewShared() => new(new BytePoolOptions { Name = nameof(Shared) }, isPermanent: true);

    private static BytePool NewUnpooled() => new(new BytePoolOptions { Name = nameof(Unpooled), Mode = PoolMode.Unpooled }, isPermanent: true);

    // Each in a class to itself, so that each is created on first use. Null if the environment asks for something that doesn't exist: an exception
    // thrown here would reach the caller wrapped in another one, so the property makes the pool itself then, which throws the exception as it is.
    private static class SharedPool
    {
        internal static readonly BytePool? s_instance = ProcessSettings.IsKnown ? NewShared() : null;
    }

    private static class UnpooledPool
    {
        internal static readonly BytePool? s_instance = ProcessSettings.IsKnown ? NewUnpooled() : null;
    }
}
