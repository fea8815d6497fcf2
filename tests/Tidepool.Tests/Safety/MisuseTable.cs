using System.Collections.Concurrent;
using System.Text;
using Tidepool.TestProgram.Misuse;
using Tidepool.Tests.Processes;

namespace Tidepool.Tests.Safety;

/// <summary>The catalogue of misuse: every act, moment, handle and thread in every mode, done and written down.</summary>
internal sealed class MisuseTable
{
    private static readonly PoolMode[] s_modes = [PoolMode.Standard, PoolMode.Unpooled, PoolMode.Checked, PoolMode.Guarded];

    private static readonly (MisuseAct Act, Moment Moment, string Misuse)[] s_rows =
    [
        .. Row(MisuseAct.ReturnTwice, "returned twice"),
        .. Row(MisuseAct.UseHandle, "handle used after the return"),
        .. Row(MisuseAct.UseMemory, "`Memory` of before the return used"),
        .. Row(MisuseAct.ReadSpan, "`Span` of before the return read"),
        .. Row(MisuseAct.WriteSpan, "`Span` of before the return written"),
        (MisuseAct.WriteOneBehind, Moment.AtOnce, "the byte behind the end written"),
        (MisuseAct.WriteEightBehind, Moment.AtOnce, "the eighth byte behind the end written"),
        (MisuseAct.Drop, Moment.AtOnce, "dropped"),
        (MisuseAct.HoldAtDisposal, Moment.AtOnce, "out when the pool is disposed"),
        (MisuseAct.ReturnForeignArray, Moment.AtOnce, "a foreign array returned to `AsArrayPool()`"),
    ];

    private readonly ConcurrentDictionary<MisuseCase, Outcome> _outcomes = [];

    private MisuseTable()
    {
    }

    internal IReadOnlyDictionary<MisuseCase, Outcome> Outcomes => _outcomes;

    internal static async Task<MisuseTable> MakeAsync()
    {
        MisuseTable table = new();
        foreach (MisuseCase misuse in Cases().Where(static misuse => !misuse.IsExpectedToCrash))
        {
            table._outcomes[misuse] = MisuseScenario.Run(misuse);
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Cases().Where(static misuse => misuse.IsExpectedToCrash), options, async (misuse, _) =>
        {
            ProgramResult result = await Processes.TestProgram.RunAsync(misuse.ToArguments());
            bool hasCrashed = result.ExitCode != 0 && result.Error.Contains(nameof(AccessViolationException), StringComparison.Ordinal);
            table._outcomes[misuse] = hasCrashed ? Outcome.Crashes : Enum.Parse<Outcome>(result["outcome"]);
        });
        return table;
    }

    /// <summary>As a table for a document.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("| misuse | when | standard | unpooled | checked | guarded |\n|---|---|---|---|---|---|\n");
        foreach ((MisuseAct act, Moment moment, string misuse) in s_rows)
        {
            string when = act < MisuseAct.WriteOneBehind ? WordsOf(moment) : "";
            text.Append('|').AppendJoin('|', [$" {misuse} ", $" {when} ", .. s_modes.Select(mode => $" {Cell(mode, act, moment)} ")]).Append("|\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(MisuseAct Act, Moment Moment, string Misuse)> Row(MisuseAct act, string misuse) =>
        Enum.GetValues<Moment>().Select(moment => (act, moment, misuse));

    private static IEnumerable<MisuseCase> Cases() =>
        from row in s_rows
        from mode in s_modes
        from handle in HandlesOf(row.Act, row.Moment)
        from thread in Enum.GetValues<OnThread>()
        select new MisuseCase(mode, row.Act, row.Moment, handle, thread);

    /// <summary>The outcome; where it differs by handle or thread, each with its own.</summary>
    private string Cell(PoolMode mode, MisuseAct act, Moment moment)
    {
        var byHandle = HandlesOf(act, moment)
            .Select(handle => (Handle: WordsOf(handle), Outcome: string.Join(" or ", Enum.GetValues<OnThread>()
                .Select(thread => WordsOf(_outcomes[new MisuseCase(mode, act, moment, handle, thread)]))
                .Distinct())))
            .GroupBy(static pair => pair.Outcome, static pair => pair.Handle)
            .ToArray();
        return byHandle.Length == 1
            ? byHandle[0].Key
            : string.Join("; ", byHandle.Select(static group => $"{string.Join(", ", group)}: {group.Key}"));
    }

    /// <summary>By what a buffer can be held in this misuse. An array has no capacity that isn't its renter's, and is used without asking the pool: so neither its bytes behind the end nor its use
    /// are anything to a pool.</summary>
    private static IEnumerable<HandleKind> HandlesOf(MisuseAct act, Moment moment) => act switch
    {
        MisuseAct.ReturnForeignArray => [HandleKind.Array],
        MisuseAct.ReturnTwice when moment == Moment.AfterReuse => [HandleKind.Lease, HandleKind.Allocator, HandleKind.Owner],
        MisuseAct.ReturnTwice or MisuseAct.Drop or MisuseAct.HoldAtDisposal => [HandleKind.Lease, HandleKind.Allocator, HandleKind.Owner, HandleKind.Array],
        _ => [HandleKind.Lease, HandleKind.Allocator, HandleKind.Owner],
    };

    private static string WordsOf(Moment moment) => moment switch
    {
        Moment.AtOnce => "at once",
        Moment.AfterMany => "after 1,024 others",
        _ => "while another has the buffer",
    };

    private static string WordsOf(HandleKind handle) => handle switch
    {
        HandleKind.Lease => "lease",
        HandleKind.Allocator => "allocator",
        HandleKind.Array => "array",
        _ => "memory owner",
    };

    private static string WordsOf(Outcome outcome) => outcome switch
    {
        Outcome.Throws => "throws",
        Outcome.FoundLater => "found later",
        Outcome.Crashes => "crashes there",
        Outcome.Counted => "counted",
        Outcome.Ignored => "harmless",
        _ => "not noticed",
    };
}
