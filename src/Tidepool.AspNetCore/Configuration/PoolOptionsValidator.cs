using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Configuration;

/// <summary>Reports everything that is wrong with a pool's options at once, wherever they come from.</summary>
internal sealed class PoolOptionsValidator(IEnumerable<SectionBinding> bindings, IEnumerable<PoolRules> rules) : IValidateOptions<BytePoolOptions>
{
    public ValidateOptionsResult Validate(string? name, BytePoolOptions options)
    {
        SectionBinding[] sections = [.. bindings.Where(binding => binding.PoolName == name)];
        SectionError[] unreadable = [.. sections.SelectMany(static section => section.Read(new BytePoolOptions()))];

        // A value that couldn't be read has left its option at the default, on which no further errors are reported.
        IEnumerable<string> outOfRange = options.FindErrors()
            .Concat(rules.Where(rule => rule.PoolName == name).SelectMany(rule => rule.FindErrors(options)))
            .Where(error => !unreadable.Any(known => known.Key == error.Property))
            .Select(error => sections.Select(section => section.Describe(error)).LastOrDefault(static found => found is not null)
                ?? $"{error.Property} of the pool \"{options.Name}\" is {error.Value ?? "null"}, but {error.Rule}.");

        // A section that is registered twice is reported only once.
        string[] failures = [.. unreadable.Select(static error => error.Message).Concat(outOfRange).Distinct()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
