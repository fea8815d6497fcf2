using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tidepool.TestProgram.Misuse;
using Tidepool.Tests.Processes;

namespace Tidepool.Tests.Safety;

/// <summary>The catalogue of misuse: runs every act, moment, handle and thread in every mode, and records the outcomes.</summary>
internal sealed class MisuseTable
{
    private static readonly PoolMode[] s_modes = [PoolMode.Standard, PoolMode.Unpooled, PoolMode.Checked, PoolMode.Guarded];

    private static readonly (MisuseAct Act, Moment Moment, string Misuse)[] s_rows =
    [
        .. Row(MisuseAct.ReturnTwice, "returned twice"),
        .. Row(MisuseAct.UseHandle, "handle used after the return"),
        .. Row(MisuseAct.UseMemory, "`Memory` from before the return used"),
        .. Row(MisuseAct.ReadSpan, "`Span` from before the return read"),
        .. Row(MisuseAct.WriteSpan, "`Span` from before the return written to"),
        (MisuseAct.WriteOneBehind, Moment.AtOnce, "the byte past the end written"),
        (MisuseAct.WriteEightBehind, Moment.AtOnce, "the eighth byte past the end written"),
        (MisuseAct.Drop, Moment.AtOnce, "dropped"),
        (MisuseAct.HoldAtDisposal, Moment.AtOnce, "still out when the pool is disposed"),
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

    /// <summary>The catalogue as a table for a document.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("| misuse | when | standard | unpooled | checked | guarded |\n|---|---|---|---|---|---|\n");
        // Moments that make no difference share a line.
        foreach (var row in s_rows.GroupBy(row => (row.Misuse, Cells: string.Join(" | ", s_modes.Select(mode => Cell(mode, row.Act, row.Moment))))))
        {
            string[] moments = [.. row.Select(static row => WordsOf(row.Moment))];
            string when = row.First().Act >= MisuseAct.WriteOneBehind ? ""
                : moments.Length == Enum.GetValues<Moment>().Length ? "whenever"
                : string.Join(", ", moments);
            text.Append(CultureInfo.InvariantCulture, $"| {row.Key.Misuse} | {when} | {row.Key.Cells} |\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"\n{_outcomes.Count:N0} cases. Each is run with the return on the thread that misuses the buffer afterwards, and on another thread: ");
        string[] differing = [.. s_rows.SelectMany(static row => s_modes.Select(mode => (row, mode))).Where(pair =>
            DependsOnThread(pair.mode, pair.row.Act, pair.row.Moment)).Select(static pair => $"{pair.row.Misuse}, {WordsOf(pair.row.Moment)}, {pair.mode}")];
        text.Append(differing.Length == 0 ? "it never makes a difference.\n" : $"it makes a difference for {string.Join("; ", differing)}.\n");
        return text.ToString();
    }

    private static IEnumerable<(MisuseAct Act, Moment Moment, string Misuse)> Row(MisuseAct act, string misuse) =>
        Enum.GetValues<Moment>().Select(moment => (act, moment, misuse));

    private static IEnumerable<MisuseCase> Cases() =>
        from row in s_rows
        from mode in s_modes
        from handle in HandlesOf(row.Act)
        from thread in Enum.GetValues<OnThread>()
        select new MisuseCase(mode, row.Act, row.Moment, handle, thread);

    private Outcome OutcomeOf(PoolMode mode, MisuseAct act, Moment moment, HandleKind handle, OnThread thread) =>
        _outcomes[new MisuseCase(mode, act, moment, handle, thread)];

    private bool DependsOnThread(PoolMode mode, MisuseAct act, Moment moment) =>
        HandlesOf(act).Any(handle => OutcomeOf(mode, act, moment, handle, OnThread.Same) != OutcomeOf(mode, act, moment, handle, OnThread.Other));

    /// <summary>The outcome; if it differs by handle or thread, the outcome of each.</summary>
    private string Cell(PoolMode mode, MisuseAct act, Moment moment)
    {
        var byHandle = HandlesOf(act)
            .Select(handle => (Handle: WordsOf(handle),
                Outcome: string.Join(" or ", Enum.GetValues<OnThread>().Select(thread => WordsOf(OutcomeOf(mode, act, moment, handle, thread))).Distinct())))
            .GroupBy(static pair => pair.Outcome, static pair => pair.Handle)
            .OrderByDescending(static group => group.Count())
            .ToArray();

        // Most handles have the same outcome: only the others are named.
        return string.Join("; ", byHandle.Select(static (group, index) => index == 0 ? group.Key : $"{string.Join(", ", group)}: {group.Key}"));
    }

    /// <summary>The handles that can hold a buffer in this misuse. An array is used without the pool, and its whole length belongs to its renter: so a pool
    /// detects neither its use nor writes past the requested bytes.</summary>
    private static IEnumerable<HandleKind> HandlesOf(MisuseAct act) => act switch
    {
        MisuseAct.ReturnForeignArray => [HandleKind.Array],
        MisuseAct.UseHandle or MisuseAct.UseMemory or MisuseAct.WriteOneBehind or MisuseAct.WriteEightBehind =>
            Enum.GetValues<HandleKind>().Where(static handle => handle != HandleKind.Array),
        _ => Enum.GetValues<HandleKind>(),
    };

    private static string WordsOf(Moment moment) => moment switch
    {
        Moment.AtOnce => "at once",
        Moment.Interleaved => "after another return",
        Moment.AfterMany => "after 1,024 others",
        _ => "while another renter has the buffer",
    };

    private static string WordsOf(HandleKind handle) => handle switch
    {
        HandleKind.Owner => "memory owner",
        _ => handle.ToString().ToLowerInvariant(),
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
