using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>The hazard itself, without the pool: the page of a stack, read in the way the pool must avoid, and in the way it may use.</summary>
internal static class StaleReads
{
    private const int Threads = 4;
    private const int Rounds = 2_000;
    private const int LoopLength = 8;

    private static readonly (string Name, Func<Flow, Tally, Task> Read)[] s_shapes =
    [
        ("inlined in a row", InARowInlinedAsync),
        ("inlined in an unrolled loop", UnrolledInlinedAsync),
        ("inlined in a loop", LoopInlinedAsync),
        ("by call in a row", InARowByCallAsync),
        ("by call in an unrolled loop", UnrolledByCallAsync),
        ("by call in a loop", LoopByCallAsync),
    ];

    /// <summary>Counts reads that returned a page of another thread's stack.</summary>
    internal static void Print()
    {
        using Crew crew = new(Threads);
        foreach ((string name, Func<Flow, Tally, Task> read) in s_shapes)
        {
            Tally tally = new();
            crew.Run(1, number => new Flow(BytePool.Unpooled, new Custody(Threads), crew, number, home: 0).RepeatAsync(Rounds, flow => read(flow, tally)));
            Console.WriteLine($"{name}: {tally.Stale} of {tally.Reads}");
        }
    }

    private static async Task InARowInlinedAsync(Flow flow, Tally tally)
    {
        tally.Note(StackPages.ReadInlined());
        await flow.Move();
        tally.Note(StackPages.ReadInlined());
        await flow.Move();
        tally.Note(StackPages.ReadInlined());
    }

    private static async Task InARowByCallAsync(Flow flow, Tally tally)
    {
        tally.Note(StackPages.ReadByCall());
        await flow.Move();
        tally.Note(StackPages.ReadByCall());
        await flow.Move();
        tally.Note(StackPages.ReadByCall());
    }

    private static async Task UnrolledInlinedAsync(Flow flow, Tally tally)
    {
        for (int i = 0; i < 2; i++)
        {
            tally.Note(StackPages.ReadInlined());
            await flow.Move();
        }
    }

    private static async Task UnrolledByCallAsync(Flow flow, Tally tally)
    {
        for (int i = 0; i < 2; i++)
        {
            tally.Note(StackPages.ReadByCall());
            await flow.Move();
        }
    }

    private static async Task LoopInlinedAsync(Flow flow, Tally tally)
    {
        for (int i = 0; i < LoopLength; i++)
        {
            tally.Note(StackPages.ReadInlined());
            await flow.Move();
        }
    }

    private static async Task LoopByCallAsync(Flow flow, Tally tally)
    {
        for (int i = 0; i < LoopLength; i++)
        {
            tally.Note(StackPages.ReadByCall());
            await flow.Move();
        }
    }
}
