namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>How a number is formatted. The page's script knows the format by the same name.</summary>
internal sealed record Form(string Name, Func<double?, string> Write)
{
    internal static readonly Form Count = new("count", Words.Count);
    internal static readonly Form Bytes = new("bytes", Words.Bytes);
    internal static readonly Form Size = new("size", Words.Size);
    internal static readonly Form Percent = new("percent", Words.Percent);
    internal static readonly Form Rate = new("rate", Words.Rate);
    internal static readonly Form Age = new("age", Words.Age);
}

/// <summary>A number on the page, and what it means.</summary>
/// <param name="Field">The member of the JSON.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Form">How it is formatted.</param>
/// <param name="Of">Gets its value.</param>
internal sealed record Figure<T>(string Field, string Heading, string Meaning, Form Form, Func<T, double?> Of)
{
    /// <summary>A value above this is highlighted.</summary>
    internal double? AlarmAbove { get; init; }
}
