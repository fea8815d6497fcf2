using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>A pool for Kestrel must pool its blocks, and not waste most of a buffer on each.</summary>
internal sealed class BlockSizeValidator(string poolName) : IValidateOptions<BytePoolOptions>
{
    public ValidateOptionsResult Validate(string? name, BytePoolOptions options)
    {
        if (name != poolName)
        {
            return ValidateOptionsResult.Skip;
        }

        return options switch
        {
            { MinSize: > BlockPool.BlockSize } => Fail(nameof(options.MinSize), options.MinSize, "at most"),
            { MaxSize: < BlockPool.BlockSize } => Fail(nameof(options.MaxSize), options.MaxSize, "at least"),
            _ => ValidateOptionsResult.Success,
        };

        ValidateOptionsResult Fail(string property, int value, string limit) => ValidateOptionsResult.Fail(
            $"{property} of the pool \"{options.Name}\" is {value:N0}, but must be {limit} {BlockPool.BlockSize:N0}, the size of Kestrel's blocks. Change it, or give Kestrel a pool of its own: services.AddTidepool(\"kestrel\").UseForKestrel().");
    }
}
