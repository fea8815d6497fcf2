namespace Tidepool;

/// <summary>Declares that the method takes over the lease passed for this parameter: from the call on, the method is responsible for returning it, and the
/// caller must not use it any more.</summary>
/// <remarks>
/// <para>Only the analyzers read it; it does nothing at run time. They report a caller that uses the lease after the call (TIDE002) or returns it (TIDE003),
/// and no longer expect the caller to return it. A method that returns a <see langword="bool"/>, directly or in a task, has taken the lease only if the
/// result is <see langword="true"/>.</para>
/// <para>The analyzers treat attributes of the same name in other namespaces, such as those of IDisposableAnalyzers, in the same way.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TakesOwnershipAttribute : Attribute;
