using System.Text;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>What the suite's report says about itself.</summary>
internal static class SuiteMethod
{
    public static void Append(StringBuilder text, SuiteResult result)
    {
        AppendList(text, "How to read it", Method.HowToRead(result.Plan));
        AppendList(
            text,
            "How to repeat it",
            [
                "`dotnet run -c Release --project bench/Tidepool.Benchmarks -- suite` writes this page.",
                "`-- bdn` measures the single-thread rows with BenchmarkDotNet.",
                "`-- targets` prints the ratios that are aimed at, those of the next two commands among them; with `--relay`, those of the third too.",
                "`-- growth` measures what a refusal, a wait, making room and going beyond the cap cost with 1,000 and with 100,000 leases out or idle.",
                "`-- flows` counts the buffers that eight flows of messages through channels make and touch, beside a locked stack for each size.",
                "`-- relay` runs `samples/MessageRelay` for ten minutes: its processor time and working set beside ArrayPool.Shared's and a control's.",
                $"The memory rows watched {result.Quiet.TotalSeconds:0} s of quiet.",
                "Peers run with their settings as shipped; a pool that must be told the largest size is told what the row asks for.",
                "Thread counts and slots of the ported programs are scaled to this machine, as each row says; their sizes are 8 to 64 times the originals'.",
                "DotNetty's leak detection stays at its default level, as its users have it.",
            ]);
        AppendList(text, "Not measured", Method.NotMeasured);
    }

    private static void AppendList(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        text.Append("\n## ").Append(heading).Append("\n\n");
        foreach (string line in lines)
        {
            text.Append("- ").Append(line).Append('\n');
        }
    }
}
