using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tidepool.Packages.Tests;

/// <summary>The core in async methods that the runtime itself suspends and resumes, on other threads.</summary>
[Trait("Requirement", "N1")]
public partial class RuntimeAsyncTests(PackedPackages packages, RuntimeAsyncProgram program)
{
    /// <summary>Every method is optimized when it is first called.</summary>
    private const string TieringOff = "DOTNET_TieredCompilation=0";

    /// <summary>Every method is optimized once it has been called 30 times, by what was seen until then.</summary>
    private const string TieringQuickly = "DOTNET_TC_CallCountingDelayMs=0";

    /// <summary>The same, whatever was seen.</summary>
    private const string TieringBlindly = "DOTNET_TC_CallCountingDelayMs=0 DOTNET_TieredPGO=0";

    /// <summary>A loop is optimized while it runs, after its first round.</summary>
    private const string ReplacingOnStack = "DOTNET_TC_OnStackReplacement_InitialCounter=1 DOTNET_OSR_HitLimit=1";

    /// <summary>As a program is run.</summary>
    private const string Default = "";

    public static TheoryData<int, string> Settings
    {
        get
        {
            string[] settings = [Default, TieringOff, TieringQuickly, TieringBlindly, ReplacingOnStack];
            TheoryData<int, string> rows = [];
            foreach (int runtime in (ReadOnlySpan<int>)[RuntimeAsyncProgram.Net10, RuntimeAsyncProgram.Net11])
            {
                foreach (string setting in settings)
                {
                    rows.Add(runtime, setting);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Scenarios_AcrossAwaits_LoseNothingAndLendNothingTwice(int runtime, string settings)
    {
        CommandResult run = await program.RunAsync(packages, runtime, settings, "scenarios");

        Assert.Matches(AllPassed(), run.Succeeded().Output);
    }

    /// <summary>Why the core reads it in calls of their own.</summary>
    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Page_ReadByCall_IsNeverAnotherThreads(int runtime, string settings)
    {
        CommandResult run = (await program.RunAsync(packages, runtime, settings, "stale-reads")).Succeeded();

        Assert.All((string[])["in a row", "in an unrolled loop", "in a loop"], shape => Assert.Equal(0, StaleIn(run, $"by call {shape}")));
    }

    /// <summary>The hazard is there: in the second round of an unrolled loop the page is that of the first, which was on another thread.</summary>
    /// <remarks>dotnet/runtime issue 133588. Asserted of the one runtime that never changes, where it was seen; another one may have become safer.</remarks>
    [Theory]
    [InlineData(RuntimeAsyncProgram.Net10)]
    [InlineData(RuntimeAsyncProgram.Net11)]
    public async Task Page_ReadInlined_IsKeptAcrossTheAwait(int runtime)
    {
        CommandResult run = (await program.RunAsync(packages, runtime, TieringOff, "stale-reads")).Succeeded();

        int stale = StaleIn(run, "inlined in an unrolled loop");
        bool isKnown = runtime == RuntimeAsyncProgram.Net11 && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        Assert.SkipWhen(stale == 0 && !isKnown, "This runtime doesn't keep the page of a stack across an await, in the shapes that are tried.");
        Assert.InRange(stale, 1, int.MaxValue);
    }

    private static int StaleIn(CommandResult run, string name)
    {
        string line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
        return int.Parse(line[(name.Length + 2)..line.IndexOf(" of ", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^passed: ([1-9]\d*) of \1$", RegexOptions.Multiline)]
    private static partial Regex AllPassed();
}
