using System.Globalization;

namespace Tidepool.Settings;

/// <summary>A setting from the environment, and where it was found: in a variable, else in a property of the runtime configuration.</summary>
internal sealed record ProcessSetting(string Source, string? Value)
{
    internal static ProcessSetting Read(string variable, string property) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? new ProcessSetting($"The environment variable {variable}", value)
        : new ProcessSetting($"The runtime-configuration property {property}", TextOf(AppContext.GetData(property)));

    /// <summary>A program that sets the property itself may well pass a number or a <see cref="PoolMode"/>.</summary>
    private static string? TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
