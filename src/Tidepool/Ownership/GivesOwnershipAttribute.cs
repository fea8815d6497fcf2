namespace Tidepool;

/// <summary>Declares that a lease is the caller's to return: one that the method returns, directly or in a task, or passes out by <c>out</c>.</summary>
/// <remarks>
/// <para>Only the analyzers read it; it does nothing at run time. They report a caller that doesn't return the lease on every path (TIDE001). A method that
/// returns a <see langword="bool"/> and passes the lease out by <c>out</c> has given one only if the result is <see langword="true"/>.</para>
/// <para>The analyzers treat attributes of the same name in other namespaces, such as those of IDisposableAnalyzers, in the same way.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class GivesOwnershipAttribute : Attribute;
