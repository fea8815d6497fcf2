namespace Tidepool;

/// <summary>Declares of a parameter that the method only borrows the lease, which remains the caller's to return. Declares of a return value or an
/// <c>out</c> parameter that the lease still belongs to someone else, such as a cache, and that the caller must not return it.</summary>
/// <remarks>
/// Only the analyzers read it; it does nothing at run time. They report a caller that lends a lease and then doesn't return it (TIDE001).
/// They treat attributes of the same name in other namespaces, such as those of IDisposableAnalyzers, in the same way.
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class KeepsOwnershipAttribute : Attribute;
