namespace Tidepool.AspNetCore.Configuration;

/// <summary>What a section has and no option can take.</summary>
/// <param name="Key">The option's name, or the key that is none.</param>
/// <param name="Message">A sentence that names path, value and what is expected.</param>
internal sealed record SectionError(string Key, string Message);
