using System.Globalization;
using System.Text.RegularExpressions;

namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>The parsed answer of a Prometheus endpoint.</summary>
internal sealed partial class PrometheusText
{
    private PrometheusText(IReadOnlyDictionary<string, string> types, IReadOnlyList<Sample> samples)
    {
        Types = types;
        Samples = samples;
    }

    /// <summary>By family: counter, gauge or histogram.</summary>
    internal IReadOnlyDictionary<string, string> Types { get; }

    internal IReadOnlyList<Sample> Samples { get; }

    /// <exception cref="FormatException">A line is neither a comment nor a sample.</exception>
    internal static PrometheusText Parse(string text)
    {
        Dictionary<string, string> types = [];
        List<Sample> samples = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ');
                types[words[2]] = words[3].Trim();
            }
            else if (!line.StartsWith('#'))
            {
                Match match = SampleLine().Match(line);
                samples.Add(match.Success ? SampleOf(match) : throw new FormatException($"No sample: {line}"));
            }
        }

        return new PrometheusText(types, samples);
    }

    private static Sample SampleOf(Match match) => new(
        match.Groups["name"].Value,
        Label().Matches(match.Groups["labels"].Value).ToDictionary(static label => label.Groups["name"].Value, static label => label.Groups["value"].Value),
        double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+(\.\d+)?)?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex SampleLine();

    [GeneratedRegex("(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
