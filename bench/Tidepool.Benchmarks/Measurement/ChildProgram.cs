using System.Diagnostics;
using System.Text.Json;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>This program, started once more to measure something in a fresh process.</summary>
internal static class ChildProgram
{
    /// <summary>Starts it and reads what it writes: samples, each a line of JSON.</summary>
    /// <param name="what">What it measures, for messages.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>At least one sample.</returns>
    /// <exception cref="ChildRunException">It failed, or wrote no sample.</exception>
    public static async Task<IReadOnlyList<TSample>> SampleAsync<TSample>(string what, params IEnumerable<string> arguments)
    {
        using Process child = new() { StartInfo = StartInfo(arguments) };
        child.Start();
        try
        {
            Task<string> errors = child.StandardError.ReadToEndAsync();
            List<TSample> samples = [];
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                samples.Add(JsonSerializer.Deserialize<TSample>(line) ?? throw new ChildRunException($"{what} wrote no sample: {line}"));
            }

            await child.WaitForExitAsync();
            return child.ExitCode == 0 && samples.Count > 0
                ? samples
                : throw new ChildRunException($"{what} ended with exit code {child.ExitCode}: {await errors}");
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new ChildRunException("This process doesn't know its own program, so it can't start it again.");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProgram).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
