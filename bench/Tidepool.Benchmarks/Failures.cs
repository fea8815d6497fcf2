using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks;

/// <summary>Exit codes, and failures told in a sentence.</summary>
internal static class Failures
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>All was measured, and some target was missed.</summary>
    public const int Missed = 2;

    /// <summary>Does the work; its exit code, or <see cref="Failure"/> and the reason on the console.</summary>
    public static async Task<int> ReportAsync(IAnsiConsole console, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (BufferCheckException failure)
        {
            console.MarkupLineInterpolated($"[red bold]Check failed:[/] {failure.Message} Nothing measured here counts.");
            return Failure;
        }
        catch (ChildRunException failure)
        {
            console.MarkupLineInterpolated($"[red bold]A process failed:[/] {failure.Message}");
            return Failure;
        }
    }
}
