using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tidepool.Packages.Tests;

/// <summary>The core, used in async methods that the runtime itself suspends, and resumes on other threads.</summary>
[Trait("Requirement", "N1")]
public partial class RuntimeAsyncTests(PackedPackages packages, RuntimeAsyncProgram program)
{
    /// <summary>Optimizes every method when it is first called.</summary>
    private const string TieringOff = "DOTNET_TieredCompilation=0";

    /// <summary>Optimizes every method once it has been called 30 times, with the profile collected until then.</summary>
    private const string TieringQuickly = "DOTNET_TC_CallCountingDelayMs=0";

    /// <summary>The same, without the profile.</summary>
    private const string TieringBlindly = "DOTNET_TC_CallCountingDelayMs=0 DOTNET_TieredPGO=0";

    /// <summary>Optimizes a loop while it runs, after its first iteration.</summary>
    private const string ReplacingOnStack = "DOTNET_TC_OnStackReplacement_InitialCounter=1 DOTNET_OSR_HitLimit=1";

    /// <summary>The runtime's defaults.</summary>
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

    /// <summary>Why the core reads the page in a separate call.</summary>
    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Page_ReadByCall_IsNeverAnotherThreads(int runtime, string settings)
    {
        CommandResult run = (await program.RunAsync(packages, runtime, settings, "stale-reads")).Succeeded();

        Assert.All((string[])["in a row", "in an unrolled loop", "in a loop"], shape => Assert.Equal(0, StaleIn(run, $"by call {shape}")));
    }

    /// <summary>The hazard is real: the second iteration of an unrolled loop uses the page of the first one, which ran on another thread.</summary>
    /// <remarks>dotnet/runtime issue 133588. Asserted only for the one fixed runtime version where it was seen; others may have become safer.</remarks>
    [Theory]
    [InlineData(RuntimeAsyncProgram.Net10)]
    [InlineData(RuntimeAsyncProgram.Net11)]
    public async Task Page_ReadInlined_IsKeptAcrossTheAwait(int runtime)
    {
        CommandResult run = (await program.RunAsync(packages, runtime, TieringOff, "stale-reads")).Succeeded();

        int stale = StaleIn(run, "inlined in an unrolled loop");
        bool isKnown = runtime == RuntimeAsyncProgram.Net11 && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        Assert.SkipWhen(stale == 0 && !isKnown, "This runtime doesn't keep the page of a stack across an await in the tested shapes.");
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
