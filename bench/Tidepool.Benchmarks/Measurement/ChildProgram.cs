using System.Diagnostics;
using System.Text.Json;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Programs started to measure something in a fresh process; most are this one, started once more.</summary>
internal static class ChildProgram
{
    /// <summary>Longer than any of them takes, including the relay's ten minutes.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    /// <summary>This program with other arguments.</summary>
    /// <exception cref="BenchmarkException">This process's program is unknown.</exception>
    public static ProcessStartInfo Again(params IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new BenchmarkException("This process doesn't know its own program, so it can't start it again.");
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ChildProgram).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. assembly, .. arguments]);
    }

    /// <summary>Starts this program and reads what it writes with <see cref="WriteSample"/>.</summary>
    /// <param name="what">What it measures, for messages.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>At least one sample.</returns>
    /// <exception cref="BenchmarkException">It failed, or wrote no sample.</exception>
    public static async Task<IReadOnlyList<TSample>> SampleAsync<TSample>(string what, params IEnumerable<string> arguments)
    {
        string[] lines = (await RunAsync(what, Again(arguments))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0
            ? [.. lines.Select(line => JsonSerializer.Deserialize<TSample>(line) ?? throw new BenchmarkException($"{what} wrote no sample: {line}"))]
            : throw new BenchmarkException($"{what} wrote no sample.");
    }

    /// <summary>Writes a sample for the process that started this one, as a line of JSON.</summary>
    public static void WriteSample<TSample>(TSample sample) => Console.Out.WriteLine(JsonSerializer.Serialize(sample));

    /// <summary>Runs a program to its end, and returns what it wrote.</summary>
    /// <exception cref="BenchmarkException">It failed, or wasn't done after half an hour.</exception>
    public static async Task<string> RunAsync(string what, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using CancellationTokenSource limit = new(s_longest);
        using Process child = new() { StartInfo = start };
        child.Start();
        try
        {
            Task<string> errors = child.StandardError.ReadToEndAsync(limit.Token);
            string output = await child.StandardOutput.ReadToEndAsync(limit.Token);
            await child.WaitForExitAsync(limit.Token);
            return child.ExitCode == 0 ? output : throw new BenchmarkException($"{what} ended with exit code {child.ExitCode}: {await errors}{output}");
        }
        catch (OperationCanceledException late)
        {
            throw new BenchmarkException($"{what} wasn't done after {s_longest.TotalMinutes:0} minutes.", late);
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
            }
        }
    }
}
