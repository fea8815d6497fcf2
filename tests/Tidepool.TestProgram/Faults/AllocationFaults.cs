using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Tidepool.TestProgram.Faults;

/// <summary>Lets one allocation of the pool fail, in a build of the pool that calls a hook before each allocation.</summary>
internal sealed class AllocationFaults
{
    private const int Nowhere = -1;

    /// <summary>How often each place was passed.</summary>
    private readonly int[] _passes;

    private int _place = Nowhere;
    private int _passesLeft;

    internal AllocationFaults(int places)
    {
        _passes = new int[places];
        FieldInfo field = typeof(BytePool).Assembly.GetType("Tidepool.AllocationHook", throwOnError: true)!.GetField("Before")!;
        field.SetValue(null, (Action<int>)Pass);
    }

    /// <summary>Whether the armed allocation has failed.</summary>
    internal bool HasStruck { get; private set; }

    internal int Places => _passes.Length;

    internal int PassesOf(int place) => _passes[place];

    /// <summary>Lets nothing fail from now on.</summary>
    internal void Disarm() => Volatile.Write(ref _place, Nowhere);

    /// <summary>Lets the allocation in this place fail on the given pass, and no other.</summary>
    internal void Arm(int place, int pass)
    {
        HasStruck = false;
        Volatile.Write(ref _passesLeft, pass);
        Volatile.Write(ref _place, place);
    }

    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "Stands in for the runtime, which is the one that throws it.")]
    private void Pass(int place)
    {
        Interlocked.Increment(ref _passes[place]);
        if (Volatile.Read(ref _place) == place && Interlocked.Decrement(ref _passesLeft) == 0)
        {
            HasStruck = true;
            throw new OutOfMemoryException("Injected.");
        }
    }
}
