namespace Tidepool;

/// <summary>Says of a parameter that the method only borrows the lease that it is given, which is still the caller's to return; of what a method returns, or
/// gives by <c>out</c>, that the lease stays somebody else's, such as a cache's, and the caller must not return it.</summary>
/// <remarks>
/// For the analyzers alone; it does nothing at run time. They report a caller that lends a lease and then doesn't return it (TIDE001).
/// Attributes of the same name in any other namespace, as those of IDisposableAnalyzers, mean the same to them.
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class KeepsOwnershipAttribute : Attribute;
