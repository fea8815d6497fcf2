using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Tests.Registration;

/// <summary>A log that can't be written, as on a full disk.</summary>
internal sealed class ThrowingLog : ILoggerProvider, ILogger
{
    internal int Calls { get; private set; }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Calls++;
        throw new IOException("No space left on device.");
    }

    public void Dispose()
    {
    }
}
