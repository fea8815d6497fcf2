using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tidepool.Tool.Comparing;

namespace Tidepool.Tool.Reports;

/// <summary>A comparison of before and after, as a table, as JSON, or as a page.</summary>
internal static class ComparisonReport
{
    private static readonly string[] s_headings = ["", "before", "after", "difference", "more than noise?"];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    internal static void Write(Comparison comparison, IAnsiConsole console)
    {
        Table table = Tables.New("before and after", s_headings[1..]);
        foreach (Comparison.Row row in comparison.Rows)
        {
            table.AddCells(Cells(row));
        }

        console.WriteTable(table);
        console.WriteLine();
        console.WriteLine(Sentence(comparison));
    }

    internal static string Json(Comparison comparison) => new JsonObject
    {
        ["version"] = 1,
        ["before"] = Side(comparison.Before),
        ["after"] = Side(comparison.After),
        ["rows"] = new JsonArray([.. comparison.Rows.Select(static row => new JsonObject
        {
            ["what"] = row.What,
            ["unit"] = JsonNamingPolicy.CamelCase.ConvertName(row.Unit.ToString()),
            ["before"] = row.Before.Value,
            ["beforeError"] = row.Before.Error,
            ["after"] = row.After.Value,
            ["afterError"] = row.After.Error,
            ["difference"] = row.Difference.Value,
            ["differenceError"] = row.Difference.Error,
            ["isMoreThanNoise"] = row.IsMoreThanNoise,
        })]),
    }.ToJsonString(s_indented) + "\n";

    internal static string Page(Comparison comparison, TimeProvider time)
    {
        HtmlPage page = new();
        page.Begin($"Before and after: {comparison.Before.Name}, {comparison.After.Name}");
        page.Element("p", "about", string.Create(CultureInfo.InvariantCulture, $"tidepool doctor --compare · {comparison.Before.Name} · "
            + $"{comparison.After.Name} · {time.GetUtcNow():yyyy-MM-dd HH:mm} UTC"));
        page.Open("div", "verdict go");
        page.Element("h1", "", "Before and after");
        page.Element("p", "", Sentence(comparison));
        page.Close("div");
        page.Table(s_headings, comparison.Rows.Select(Cells));
        page.Open("footer", "");
        page.Element("p", "", "“±” gives the 95 % interval; for a difference, it combines those of both. A difference is more than noise if its interval "
            + "excludes 0.");
        page.Close("footer");
        return page.End();
    }

    /// <summary>The two most important figures, in a sentence.</summary>
    private static string Sentence(Comparison comparison)
    {
        Comparison.Row[] first = [.. comparison.Rows.Take(2)];
        string said = string.Join(", ", first.Select(static row =>
            $"{row.What}: {Value(row.Before.Value, row.Unit)} before, {Value(row.After.Value, row.Unit)} after "
                + $"({(row.IsMoreThanNoise switch { true => "more than noise", false => "within noise", _ => "too short to tell from noise" })})"));
        string missing = comparison.Before.ByteArrays is null || comparison.After.ByteArrays is null
            ? " What is allocated isn't compared, since it wasn't recorded in both: one of them ended with step 1, or a trace has no samples."
            : "";
        return $"{char.ToUpperInvariant(said[0])}{said[1..]}.{missing}";
    }

    private static string[] Cells(Comparison.Row row) =>
    [
        row.What,
        Value(row.Before, row.Unit),
        Value(row.After, row.Unit),
        $"{(row.Difference.Value < 0 ? "−" : "+")}{Value(row.Difference with { Value = Math.Abs(row.Difference.Value) }, row.Unit)}",
        row.IsMoreThanNoise switch { true => "yes", false => "no", _ => "–" },
    ];

    private static JsonObject Side(Measured measured) => new() { ["name"] = measured.Name, ["seconds"] = measured.Seconds };

    private static string Value(Estimate estimate, Comparison.Unit unit) =>
        estimate.Error is { } error ? $"{Value(estimate.Value, unit)} ± {Value(error, unit)}" : Value(estimate.Value, unit);

    private static string Value(double value, Comparison.Unit unit) => unit switch
    {
        Comparison.Unit.BytesPerSecond => Words.Rate(value),
        Comparison.Unit.Share => value.ToString("0.0 %", CultureInfo.InvariantCulture),
        Comparison.Unit.Milliseconds => Words.Milliseconds(value),
        _ => value.ToString("#,0.0", CultureInfo.InvariantCulture),
    };
}
