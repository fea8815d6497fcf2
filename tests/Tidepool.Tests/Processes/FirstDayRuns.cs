using System.Collections.Concurrent;

namespace Tidepool.Tests.Processes;

/// <summary>Runs the program of docs/first-day.md once with each of its settings, for all tests that look at the outcome.</summary>
public sealed class FirstDayRuns : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidepool-first-day-").FullName;
    private readonly ConcurrentDictionary<(string Pool, string Mode, string Poison), Lazy<Task<(ProgramResult Result, string Report)>>> _runs = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The outcome with a pool, a mode and a poison byte, and the report of misuse.</summary>
    internal Task<(ProgramResult Result, string Report)> OfAsync(string pool, string mode, string poison = "") =>
        _runs.GetOrAdd((pool, mode, poison), key => new(() => RunAsync(key.Pool, key.Mode, key.Poison))).Value;

    private async Task<(ProgramResult Result, string Report)> RunAsync(string pool, string mode, string poison)
    {
        string path = Path.Combine(_folder, $"{pool}-{mode}-{poison}.txt");
        ProgramResult result = await TestProgram.RunAsync(
            ["first-day", pool],
            new() { ["TIDEPOOL_MODE"] = mode, ["TIDEPOOL_REPORT"] = path, ["TIDEPOOL_LEAK_SAMPLING"] = "1", ["TIDEPOOL_POISON"] = poison });
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return (result, File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "");
    }
}
