namespace Tidepool.AspNetCore.Configuration;

/// <summary>An entry of a section that no option can take.</summary>
/// <param name="Key">The name of the option, or the unknown key.</param>
/// <param name="Message">A sentence that names the path, the value and what is expected.</param>
internal sealed record SectionError(string Key, string Message);
