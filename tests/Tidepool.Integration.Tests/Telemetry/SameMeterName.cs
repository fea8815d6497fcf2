namespace Tidepool.Integration.Tests.Telemetry;

/// <summary>Tests that must not run at once: to OpenTelemetry's SDK, meters of one name are one, so an exporter loses the instruments of the process's meter
/// when a container disposes its own of the same name.</summary>
[CollectionDefinition(nameof(SameMeterName))]
public class SameMeterName;
