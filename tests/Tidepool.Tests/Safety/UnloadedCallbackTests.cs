using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Tidepool.Tests.Safety;

/// <summary>A plug-in that uses the host's copy of Tidepool, with a callback of its own, is unloaded while its pool lives on.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "E5")]
public class UnloadedCallbackTests
{
    /// <summary>The collector needs several rounds for objects with finalizers.</summary>
    private const int MostRounds = 40;

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    public void Context_IsCollected_AndTheCallbackIsCalledNoMore(PoolMode mode)
    {
        (WeakReference context, BytePool pool) = LoadAndUnload(mode);
        for (int round = 0; round < MostRounds && context.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive, $"The context is still alive after {MostRounds} collections.");
        ByteLease lease = pool.Rent(100);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        pool.Dispose();
    }

    [Fact]
    public void Callback_OfTheHost_Stays()
    {
        List<MisuseReport> told = [];
        using BytePool pool = new(new BytePoolOptions { OnMisuse = told.Add });
        AssemblyLoadContext context = new("other", isCollectible: true);
        using BytePool other = new(new BytePoolOptions { OnMisuse = CallbackIn(context) });
        context.Unload();
        ByteLease lease = pool.Rent(100);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        Assert.Single(told);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Context, BytePool Pool) LoadAndUnload(PoolMode mode)
    {
        AssemblyLoadContext context = new("plug-in", isCollectible: true);
        BytePool pool = new(new BytePoolOptions { Mode = mode, OnMisuse = CallbackIn(context) });
        pool.Rent(100).Return();
        context.Unload();
        return (new WeakReference(context), pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Action<MisuseReport> CallbackIn(AssemblyLoadContext context)
    {
        Assembly copy = context.LoadFromAssemblyPath(typeof(UnloadedCallbackTests).Assembly.Location);
        Type type = copy.GetType(typeof(PlugIn).FullName!, throwOnError: true)!;
        Assert.NotSame(typeof(PlugIn), type);
        return type.GetMethod(nameof(PlugIn.Handle), BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Action<MisuseReport>>();
    }

    /// <summary>The test uses the copy of this class in another load context.</summary>
    private static class PlugIn
    {
        internal static void Handle(MisuseReport report) => throw new InvalidOperationException($"Called after the unload: {report}");
    }
}
