using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>Slots by number: the lowest free number is assigned first, numbers are reused, and slots that are out aren't kept alive.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
[Trait("Requirement", "N3")]
public class SlotTableTests
{
    /// <summary>The number of entries of each of the first chunks, which are small.</summary>
    private const int Small = 64;

    /// <summary>The number of entries of each other chunk, and of all small chunks together.</summary>
    private const int Large = 4_096;

    private readonly Bucket _bucket = new(PoolContext.None, bufferSize: 8, maxIdle: 0, clearsOnReturn: false);
    private readonly SlotTable _table = new();

    [Fact]
    public void Add_GivesNumbersFromOneOn()
    {
        const int Count = (2 * Large) + 1_000;
        Slot[] slots = AddMany(Count);
        Assert.Equal(Enumerable.Range(1, Count), slots.Select(static slot => slot.Number));
        Assert.Equal(Enumerable.Range(1, Count), Numbers());
        Assert.All(slots, slot => Assert.True(_table.TryGet(slot.Number, out Slot? found) && found == slot));
    }

    [Fact]
    public void Remove_FreesTheNumber_WhichIsGivenAgainFirst()
    {
        Slot[] slots = AddMany(10_000);
        int[] removed = [5, 64, 65, 128, 700, Large, Large + 1, 2 * Large, (2 * Large) + 1, 10_000];
        Array.ForEach(removed, _table.Remove);
        Assert.Equal(Enumerable.Range(1, 10_000).Except(removed), Numbers());
        Assert.All(removed, number => Assert.False(_table.TryGet(number, out _)));

        Slot[] again = AddMany(removed.Length + 1);
        Assert.Equal([.. removed, 10_001], again.Select(static slot => slot.Number));
        Assert.All(again, slot => Assert.True(_table.TryGet(slot.Number, out Slot? found) && found == slot));
        GC.KeepAlive(slots);
    }

    [Fact]
    public void Remove_OfANumberThatNobodyHas_DoesNothing()
    {
        _table.Remove(1);
        _table.Remove(0);
        _table.Remove(-1);
        _table.Remove(100_000);
        Assert.Null(_table.IdleAt(0));
        Assert.False(_table.TryGet(7, out _));
        Assert.Empty(Numbers());
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Remove_AfterABurst_KeepsNoEmptyChunks()
    {
        int[] kept = [3 * Small, (3 * Large) + 7];
        Slot[] slots = AddMany(4 * Large);
        Assert.Equal((Large / Small) + 3, ChunkCount());
        foreach (Slot slot in slots.Where(slot => !kept.Contains(slot.Number)))
        {
            _table.Remove(slot.Number);
        }

        Assert.Equal(2, ChunkCount());
        Assert.Equal(kept, Numbers());
        Assert.Equal([1, 2, 3], AddMany(3).Select(static slot => slot.Number));
    }

    [Fact]
    public void Replace_PutsAnotherSlotUnderTheNumber()
    {
        Slot[] slots = AddMany(3);
        Slot successor = new(_bucket, [], Generation.Shared);
        _table.Replace(2, successor);
        Assert.True(_table.TryGet(2, out Slot? found));
        Assert.Same(successor, found);
        Assert.Equal(2, successor.Number);
        Assert.Equal([1, 2, 3], Numbers());
        GC.KeepAlive(slots);
    }

    [Fact]
    public void Slot_ThatIsOutAndDropped_IsCollected_AndItsNumberStays()
    {
        WeakReference dropped = AddAndDrop();
        Slot kept = AddMany(1)[0];
        FullCollections.RunUntil(() => !dropped.IsAlive);
        Assert.False(dropped.IsAlive);
        Assert.Equal([1, 2], Numbers());
        Assert.False(_table.TryGet(1, out _));
        Assert.True(_table.TryGet(2, out Slot? found));
        Assert.Same(kept, found);
    }

    [Fact]
    public void Slot_ThatIsIdle_IsKept()
    {
        WeakReference idle = AddIdle();
        FullCollections.Run(3);
        AssertIdle(idle);
        _table.SetOut(1);
        FullCollections.RunUntil(() => !idle.IsAlive);
        Assert.False(idle.IsAlive);
    }

    /// <summary>A finalizer may still return the lease.</summary>
    [Fact]
    public void Slot_ThatAFinalizerHasRevived_IsNoDroppedOne()
    {
        Reviver.Revived = null;
        AddInReviver();
        FullCollections.RunUntil(static () => Reviver.Revived is not null);
        FullCollections.Run(2);
        Slot revived = Assert.IsType<Slot>(Reviver.Revived);
        Assert.True(_table.TryGet(1, out Slot? found));
        Assert.Same(revived, found);

        Reviver.Revived = null;
    }

    [Fact]
    public void Numbers_UnderAnySequence_AreThoseOfASortedSet()
    {
        Random random = new(11);
        Dictionary<int, Slot> model = [];
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(100) < (step / 2_000 % 2 == 0 ? 70 : 30))
            {
                Slot slot = AddMany(1)[0];
                Assert.Equal(Enumerable.Range(1, model.Count + 1).First(number => !model.ContainsKey(number)), slot.Number);
                model.Add(slot.Number, slot);
            }
            else if (model.Count > 0)
            {
                int number = model.Keys.ElementAt(random.Next(model.Count));
                _table.Remove(number);
                model.Remove(number);
            }

            if (step % 500 == 0)
            {
                Assert.Equal(model.Keys.Order(), Numbers());
                Assert.All(model, pair => Assert.True(_table.TryGet(pair.Key, out Slot? found) && found == pair.Value));
                Assert.Equal(model.Keys.Select(static number => (number - 1) / Small).Distinct().Count(), ChunkCount());
            }
        }
    }

    private Slot[] AddMany(int count)
    {
        Slot[] slots = [.. Enumerable.Range(0, count).Select(_ => new Slot(_bucket, [], Generation.Shared))];
        Array.ForEach(slots, _table.Add);
        return slots;
    }

    private List<int> Numbers()
    {
        List<int> numbers = [];
        for (int number = _table.NextAfter(0); number != 0; number = _table.NextAfter(number))
        {
            numbers.Add(number);
        }

        return numbers;
    }

    private int ChunkCount() => ChunksOf(_table).Count(static chunk => chunk is not null);

    private static object?[] ChunksOf(SlotTable table) =>
        (object?[])typeof(SlotTable).GetField("_chunks", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(table)!;

    // Not inlined, so that what they drop is unreachable afterwards.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference AddAndDrop() => new(AddMany(1)[0], trackResurrection: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AssertIdle(WeakReference idle)
    {
        Assert.True(idle.IsAlive);
        Assert.Same(idle.Target, _table.IdleAt(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference AddIdle()
    {
        Slot slot = AddMany(1)[0];
        _table.SetIdle(slot);
        return new WeakReference(slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddInReviver() => _ = new Reviver(AddMany(1)[0]);

    private sealed class Reviver(Slot slot)
    {
        ~Reviver() => Revived = slot;

        internal static Slot? Revived { get; set; }
    }
}
