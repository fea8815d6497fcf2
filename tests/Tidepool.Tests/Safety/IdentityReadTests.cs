using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Safety;

/// <summary>No method that can be inlined into a caller's async method reads the identity of the running thread.</summary>
[Trait("Requirement", "N1")]
public class IdentityReadTests
{
    [Fact]
    public void Core_ReadsTheThreadsIdentity_OnlyInCallsOfTheirOwn()
    {
        IdentityReads core = IdentityReads.Of(typeof(BytePool).Assembly.Location);

        Assert.NotEmpty(core.Roots);
        Assert.True(core.Violations.Count == 0, string.Join('\n', core.Violations));
    }

    [Fact]
    public void Samples_EachKindOfRead_IsFound()
    {
        string[] roots = [.. SamplesIn(nameof(Kinds)).Roots.Order(StringComparer.Ordinal)];

        Assert.Equal(["ByArgument", "ByLocal", "ByThreadStatic", "ByUnsafe", "SetThreadStatic"], roots);
    }

    [Theory]
    [InlineData(nameof(Kept), "")]
    [InlineData(nameof(Plain), "Read may be inlined")]
    [InlineData(nameof(PlainCaller), "Calls may be inlined")]
    [InlineData(nameof(FarCaller), "CallsFar may be inlined")]
    [InlineData(nameof(AsyncCaller), "MoveNext may be inlined")]
    [InlineData(nameof(InlinedVirtual), "Read is called indirectly")]
    [InlineData(nameof(InlinedDelegate), "Read is called indirectly")]
    [InlineData(nameof(InlinedOutside), "Read is inlined into other assemblies")]
    public void Samples_BreakingTheRule_AreNamed(string sample, string violation)
    {
        IReadOnlyCollection<string> found = SamplesIn(sample).Violations;

        Assert.Equal(violation.Length == 0 ? 0 : 1, found.Count);
        Assert.All(found, line => Assert.Contains(violation, line, StringComparison.Ordinal));
    }

    private static IdentityReads SamplesIn(string sample) =>
        IdentityReads.Of(typeof(IdentityReadTests).Assembly.Location, $"{typeof(IdentityReadTests).FullName}/{sample}");

#pragma warning disable CA1034, CA1823, CS0649, CS8500, IDE0051, IDE0060 // The code below is only analyzed.
    private static class Kinds
    {
        [ThreadStatic]
        private static object? t_field;

        private static unsafe nuint ByLocal()
        {
            byte local;
            return (nuint)(&local) >> 12;
        }

        private static unsafe long ByArgument(int argument) => (long)&argument;

        private static unsafe nuint ByUnsafe()
        {
            int local = 0;
            return (nuint)Unsafe.AsPointer(ref local);
        }

        private static object? ByThreadStatic() => t_field;

        private static void SetThreadStatic() => t_field = null;

        private static int Harmless()
        {
            int local = 0;
            Interlocked.Increment(ref local);
            return local;
        }
    }

    private static class Kept
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nuint Calls() => Read();

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static nuint CallsFar() => Calls();

        private static nuint Uses() => CallsFar();
    }

    private static class Plain
    {
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }
    }

    private static class PlainCaller
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }

        private static nuint Calls() => Read();
    }

    private static class FarCaller
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nuint Calls() => Read();

        private static nuint CallsFar() => Calls();
    }

    private static class AsyncCaller
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static async Task<nuint> CallsAsync()
        {
            await Task.Yield();
            return Read();
        }
    }

    private abstract class InlinedVirtual
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        protected virtual unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }
    }

    private static class InlinedDelegate
    {
        private static readonly Func<nuint> s_read = Read;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }
    }

    public static class InlinedOutside
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static unsafe nuint Read()
        {
            byte local;
            return (nuint)(&local);
        }
    }
#pragma warning restore CA1034, CA1823, CS0649, CS8500, IDE0051, IDE0060
}
