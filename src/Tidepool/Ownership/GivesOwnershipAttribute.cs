namespace Tidepool;

/// <summary>Says of what a method returns, by itself or in a task, or gives by <c>out</c>, that the lease is the caller's to return.</summary>
/// <remarks>
/// <para>For the analyzers alone; it does nothing at run time. They report a caller that doesn't return the lease on every path (TIDE001). Of a method that
/// returns a <see langword="bool"/> and gives the lease by <c>out</c>, there is one if the result is <see langword="true"/>.</para>
/// <para>Attributes of the same name in any other namespace, as those of IDisposableAnalyzers, mean the same to them.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class GivesOwnershipAttribute : Attribute;
