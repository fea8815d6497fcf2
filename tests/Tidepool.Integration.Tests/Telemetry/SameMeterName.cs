namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>Tests that must not run at the same time: OpenTelemetry's SDK takes meters of one name for one meter, so an exporter loses the instruments of the
/// process's meter when a container disposes its own meter of the same name.</summary>
[CollectionDefinition(nameof(SameMeterName))]
public class SameMeterName;
