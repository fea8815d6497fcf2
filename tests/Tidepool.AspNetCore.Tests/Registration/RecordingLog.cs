using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Tests.Registration;

/// <summary>A log whose entries can be read.</summary>
internal sealed class RecordingLog : ILoggerProvider
{
    internal ConcurrentQueue<(string Category, LogLevel Level, string Message)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(RecordingLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Entries.Enqueue((category, logLevel, formatter(state, exception)));
    }
}
