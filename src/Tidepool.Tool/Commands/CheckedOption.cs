using System.CommandLine;

namespace Tidepool.Tool.Commands;

/// <summary>An option that can say what it takes.</summary>
internal interface ICheckedOption
{
    /// <summary>What is valid, such as "a whole number".</summary>
    public string Takes { get; }

    /// <summary>A valid value.</summary>
    public string Example { get; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool TakesMany { get; }
}

/// <inheritdoc cref="ICheckedOption"/>
internal sealed class CheckedOption<T>(string name, string takes, string example, bool takesMany = false) : Option<T>(name), ICheckedOption
{
    public string Takes => takes;

    public string Example => example;

    public bool TakesMany => takesMany;
}
