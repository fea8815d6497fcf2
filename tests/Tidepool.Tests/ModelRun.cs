namespace Tidepool.Tests;

internal enum Act
{
    Rent,
    RentWithoutMemory,
    ReturnNewest,
    ReturnOldest,
    ReturnAny,
    DisposeAny,
    ReturnAllOldestFirst,
    ReturnAllNewestFirst,
    Trim,
}

/// <summary>One call on the pool. <see cref="Value"/> is the size to rent, or selects the lease to return.</summary>
internal readonly record struct Step(Act Act, int Value);

/// <summary>Performs the same steps on a pool and on its model, and compares all counts after each step.</summary>
internal sealed class ModelRun
{
    private readonly BytePool _pool;
    private readonly GomempoolModel _model;
    private readonly List<(ByteLease Lease, int Size)> _held = [];
    private readonly Func<int, bool, byte[]> _allocate;

    private ModelRun(BytePool pool, GomempoolModel model)
    {
        _pool = pool;
        _model = model;
        _allocate = pool.Engine.AllocateArray;
    }

    internal static void AssertEqual(Func<BytePool> createPool, Func<GomempoolModel> createModel, IReadOnlyList<Step> steps) =>
        FullCollections.RunUndisturbed(() =>
        {
            using BytePool pool = createPool();
            new ModelRun(pool, createModel()).Do(steps);
        });

    private void Do(IReadOnlyList<Step> steps)
    {
        foreach (Step step in steps)
        {
            Do(step);
            _model.AssertEqualTo(_pool.GetStatistics());
        }

        Do(new Step(Act.ReturnAllOldestFirst, 0));
        _model.AssertEqualTo(_pool.GetStatistics());
    }

    private void Do(Step step)
    {
        switch (step.Act)
        {
            case Act.Rent:
                Rent(step.Value);
                break;
            case Act.RentWithoutMemory:
                RentWithoutMemory(step.Value);
                break;
            case Act.ReturnNewest:
                Return(_held.Count - 1);
                break;
            case Act.ReturnOldest:
                Return(0);
                break;
            case Act.ReturnAny:
                Return(_held.Count == 0 ? 0 : step.Value % _held.Count);
                break;
            case Act.DisposeAny:
                Return(_held.Count == 0 ? 0 : step.Value % _held.Count, byDispose: true);
                break;
            case Act.ReturnAllOldestFirst:
                while (_held.Count > 0)
                {
                    Return(0);
                }

                break;
            case Act.ReturnAllNewestFirst:
                while (_held.Count > 0)
                {
                    Return(_held.Count - 1);
                }

                break;
            case Act.Trim:
                _pool.Trim();
                _model.Trim();
                break;
        }
    }

    private void Rent(int size)
    {
        ByteLease lease = _pool.Rent(size);
        _model.Rent(size, lease);
        _held.Add((lease, size));
    }

    private void RentWithoutMemory(int size)
    {
        if (_model.Hits(size))
        {
            Rent(size);
            return;
        }

        FailingAllocation.Begin(_pool);
        Assert.Throws<OutOfMemoryException>(() => _pool.Rent(size));
        _pool.Engine.AllocateArray = _allocate;
    }

    private void Return(int index, bool byDispose = false)
    {
        if (_held.Count == 0)
        {
            return;
        }

        (ByteLease lease, int size) = _held[index];
        _held.RemoveAt(index);
        byte[] array = Buffers.ArrayOf(lease);
        if (byDispose)
        {
            lease.Dispose();
        }
        else
        {
            lease.Return();
        }

        _model.Return(size, array);
    }
}
