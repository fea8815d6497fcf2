namespace Tidepool;

/// <summary>Says of a parameter that the method takes over the lease that it is given: from the call on, returning it is the method's business, and the
/// caller must not use it any more.</summary>
/// <remarks>
/// For the analyzers alone; it does nothing at run time. They report a caller that uses the lease after the call (TIDE002) or returns it (TIDE003), and no
/// longer ask the caller for a return. Attributes of the same name in any other namespace, as those of IDisposableAnalyzers, mean the same to them.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TakesOwnershipAttribute : Attribute;
