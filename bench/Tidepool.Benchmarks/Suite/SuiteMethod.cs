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
                "`dotnet run -c Release --project bench/Tidepool.Benchmarks -- suite` writes this page; `-- targets` prints the ratios that are aimed at; `-- bdn` measures the single-thread rows with BenchmarkDotNet.",
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
