namespace Tidepool.Engines;

/// <summary>The mode that the environment asks for, for every pool of the process.</summary>
internal static class ProcessMode
{
    private const string VariableName = "TIDEPOOL_MODE";
    private const string PropertyName = "Tidepool.Mode";

    private static readonly string? s_variable = Environment.GetEnvironmentVariable(VariableName);
    private static readonly string? s_property = AppContext.GetData(PropertyName) as string;

    /// <summary>The mode to use instead of the options' own, or null.</summary>
    /// <exception cref="InvalidOperationException">The environment names a mode that doesn't exist.</exception>
    internal static PoolMode? Override => string.IsNullOrEmpty(s_variable)
        ? Parse($"The runtime-configuration property {PropertyName}", s_property)
        : Parse($"The environment variable {VariableName}", s_variable);

    internal static PoolMode? Parse(string source, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        foreach (PoolMode mode in Enum.GetValues<PoolMode>())
        {
            if (value.Equals(mode.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        string known = string.Join(", ", Enum.GetNames<PoolMode>()).ToLowerInvariant();
        throw new InvalidOperationException($"{source} is \"{value}\", which is no mode. The modes are: {known}. Correct it, or remove it to let each pool choose.");
    }
}
