using Tidepool.Diagnosis;

namespace Tidepool.Tests.Safety;

/// <summary>Standard error can't be written to: its disk is full, or it is closed. Some of the writes happen on the runtime's own threads,
/// where an exception ends the process.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B2")]
[Trait("Requirement", "B10")]
public class UnwritableErrorTests
{
    [Fact]
    public void Report_WithoutACallback_FailsNobody() => Assert.Equal(2, WritesOf(static () =>
    {
        new MisuseReporter(null).Report(NewReport());
        new MisuseReporter(null).ReportUnattended([NewReport()]);
    }));

    [Fact]
    public void Report_ForACallbackThatThrows_FailsNobody() =>
        Assert.Equal(1, WritesOf(static () => new MisuseReporter(static _ => throw new NotSupportedException("told")).ReportUnattended(NewReport())));

    private static MisuseReport NewReport() => new(MisuseKind.WrittenAfterReturn, poolName: null, bucketSize: 1_024, length: 1_000);

    /// <summary>The number of attempts to write.</summary>
    private static int WritesOf(Action action)
    {
        TextWriter error = Console.Error;
        using FullDisk fullDisk = new();
        Console.SetError(fullDisk);
        try
        {
            action();
        }
        finally
        {
            Console.SetError(error);
        }

        return fullDisk.Writes;
    }

    private sealed class FullDisk : StringWriter
    {
        internal int Writes { get; private set; }

        public override void WriteLine(string? value)
        {
            Writes++;
            throw new IOException("No space left on device");
        }

        public override void WriteLine(object? value) => WriteLine(value?.ToString());
    }
}
