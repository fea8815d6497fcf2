using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tidepool.Diagnosis;

namespace Tidepool.Tests.Safety;

/// <summary>What is written to standard error of repeated reports.</summary>
[Trait("Requirement", "B2")]
public class ErrorLogTests
{
    private readonly List<string> _written = [];
    private readonly ErrorLog _log;

    public ErrorLogTests() => _log = new ErrorLog(_written.Add);

    [Fact]
    public void OneCallSite_IsWrittenAFewTimes_ThenCounted()
    {
        for (int report = 0; report < 2_500; report++)
        {
            _log.Write(Here(MisuseKind.Dropped, length: report), failure: null);
        }

        Assert.Equal(ErrorLog.MostWhole + 3, _written.Count);
        Assert.All(_written.Take(ErrorLog.MostWhole), static text => Assert.Contains("ErrorLogTests.Here", text, StringComparison.Ordinal));
        Assert.StartsWith("Tidepool: 10 reports from one call site so far. The first: a lease of 0 bytes", _written[^3], StringComparison.Ordinal);
        Assert.StartsWith("Tidepool: 100 reports", _written[^2], StringComparison.Ordinal);
        Assert.StartsWith("Tidepool: 1,000 reports", _written[^1], StringComparison.Ordinal);
        Assert.EndsWith("\n  at Tidepool.Tests.Safety.ErrorLogTests.Here", _written[^1], StringComparison.Ordinal);

        _log.WriteTotals();
        Assert.StartsWith("Tidepool: 2,500 reports from one call site in all. The first: a lease of 0 bytes", _written[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void OtherKindsPoolsAndCallSites_AreWrittenToo()
    {
        MisuseReport[] different =
        [
            Here(MisuseKind.Dropped),
            Here(MisuseKind.WrittenAfterReturn),
            Here(MisuseKind.Dropped, pool: "other"),
            There(),
            new(MisuseKind.Dropped, "pool", 128, 100) { RentStack = Here(MisuseKind.Dropped).RentStack, ReturnStack = new StackTrace() },
        ];
        for (int round = 0; round < 20; round++)
        {
            foreach (MisuseReport report in different)
            {
                _log.Write(report, failure: null);
            }
        }

        _log.Write(different[0], new NotSupportedException("told"));
        Assert.Equal((different.Length * (ErrorLog.MostWhole + 1)) + 1, _written.Count);
        Assert.Contains("told", _written[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_AreWrittenOnlyIfTheyAreNews()
    {
        for (int report = 0; report < ErrorLog.MostWhole; report++)
        {
            _log.Write(Here(MisuseKind.Dropped), failure: null);
        }

        for (int report = 0; report < 10; report++)
        {
            _log.Write(There(), failure: null);
        }

        int before = _written.Count;
        _log.WriteTotals();
        Assert.Equal(before, _written.Count);
    }

    [Fact]
    public void ManyCallSites_AreCountedTogetherByKind()
    {
        for (int pool = 0; pool < ErrorLog.MostSites + 100; pool++)
        {
            _log.Write(Here(MisuseKind.Dropped, pool: $"{pool}"), failure: null);
        }

        _log.WriteTotals();
        Assert.Equal(ErrorLog.MostSites + ErrorLog.MostWhole + 2, _written.Count);
        Assert.StartsWith("Tidepool: 100 reports", _written[^1], StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MisuseReport Here(MisuseKind kind, string pool = "pool", int length = 100) => new(kind, pool, 128, length) { RentStack = new StackTrace() };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MisuseReport There() => new(MisuseKind.Dropped, "pool", 128, 100) { RentStack = new StackTrace() };
}
