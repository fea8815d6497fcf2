using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Tidepool.Diagnosis;

namespace Tidepool.Tests.Safety;

/// <summary>The text of a report: everything that is known, readable at a glance.</summary>
[Trait("Requirement", "B2")]
public class MisuseReportTests
{
    [Fact]
    public void ToString_OfAWriteAfterReturn_ShowsBytesStacksThreadsAndAge()
    {
        MisuseReport report = ReportOfWrite("Hello"u8, at: 500);

        Assert.Equal((MisuseKind.WrittenAfterReturn, 1_024, 1_000, 500), (report.Kind, report.BucketSize, report.Length, report.Offset));
        Assert.Equal("Hello"u8, report.Found.Span);
        Assert.Equal((Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId), (report.RentThreadId, report.ReturnThreadId));
        string text = report.ToString().ReplaceLineEndings("\n");
        string type = typeof(MisuseReportTests).FullName!;
        int thread = Environment.CurrentManagedThreadId;
        Assert.StartsWith(
            $"""
            Tidepool: a buffer of 1,000 bytes (bucket 1,024, pool "messages") was written to after its return.
              bytes 500 to 504 were overwritten (.. marks an intact byte, dd):
                     496  .. .. .. .. 48 65 6c 6c 6f .. .. .. .. .. .. ..      Hello
              rented by thread {thread}, 3.0 s ago, at
                {type}.RentHere

            """.ReplaceLineEndings("\n"),
            text,
            StringComparison.Ordinal);
        Assert.Contains($"\n  returned by thread {thread} at\n    {type}.ReturnHere\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MisuseKind.ReturnedTwice, "a lease of 1,000 bytes (bucket 1,024, pool \"messages\") was returned twice.", true)]
    [InlineData(MisuseKind.UsedAfterReturn, "a lease of 1,000 bytes (bucket 1,024, pool \"messages\") was used after its return.", true)]
    [InlineData(MisuseKind.WrittenAfterReturn, "a buffer of 1,000 bytes (bucket 1,024, pool \"messages\") was written to after its return.", false)]
    [InlineData(MisuseKind.Overrun, "a buffer of 1,000 bytes (bucket 1,024, pool \"messages\") was written past its end.", true)]
    [InlineData(MisuseKind.Dropped, "a lease of 1,000 bytes (bucket 1,024, pool \"messages\") was dropped without being returned.", false)]
    [InlineData(MisuseKind.OutAtDisposal, "a lease of 1,000 bytes (bucket 1,024, pool \"messages\") was still out when its pool was disposed.", false)]
    public void ToString_OfAnyKind_SaysWhatHappenedToWhichBufferInOneLine(MisuseKind kind, string expected, bool isThrown)
    {
        MisuseReport report = new(kind, "messages", 1_024, 1_000);

        Assert.Equal($"Tidepool: {expected}", report.ToString());
        Assert.Equal(isThrown, report.IsThrown);
        Assert.Equal((1, null, 0), (report.Count, report.Offset, report.Found.Length));
    }

    [Fact]
    public void ToString_InAnotherCulture_IsTheSame()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NumberDecimalSeparator) = (".", ",");
        MisuseReport report = new(MisuseKind.WrittenAfterReturn, "uploads", 5_120, 5_000)
        {
            Age = TimeSpan.FromSeconds(1.5),
            RentStack = new StackTrace(),
            Damage = Damage.In([0, 1, 1, 0], 0, expected: 0)!.Moved(4_000),
        };
        string expected = report.ToString();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.Equal(expected, report.ToString());
            Assert.Equal("1.000", 1_000.ToString("N0", null));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ToString_OfABufferOfNoBucketAndNoName_SaysSo() =>
        Assert.Equal("Tidepool: a lease of 5 bytes (no bucket) was returned twice.", new MisuseReport(MisuseKind.ReturnedTwice, null, 0, 5).ToString());

    [Theory]
    [InlineData(1, "1 lease (bucket 64) was still out")]
    [InlineData(2_000, "2,000 leases (bucket 64) were still out")]
    public void ToString_OfLeasesThatWereNotRecorded_CountsThem(long count, string expected) => Assert.Equal(
        $"Tidepool: {expected} when the pool was disposed; no call site was recorded.",
        new MisuseReport(MisuseKind.OutAtDisposal, null, 64, null) { Count = count }.ToString());

    [Fact]
    public void ToString_WithoutThreadAndAge_LeavesThemOut()
    {
        MisuseReport report = new(MisuseKind.Dropped, null, 64, 5) { RentStack = new StackTrace(), ReturnStack = new StackTrace() };

        string text = report.ToString().ReplaceLineEndings("\n");
        Assert.Contains("\n  rented at\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  returned at\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfALongWrite_ShowsItsBeginningAndItsExtent()
    {
        MisuseReport report = ReportOfWrite(new byte[200], at: 3);

        Assert.Equal(16, report.Found.Length);
        string text = report.ToString();
        Assert.Contains("bytes 3 to 202 were overwritten", text, StringComparison.Ordinal);
        Assert.Equal(5, text.Split('\n').Count(static line => line.Contains(" 00 00", StringComparison.Ordinal)));
    }

    [Fact]
    public void ToString_OfScatteredBytes_CountsThem() => Assert.Contains(
        "3 of the bytes 1 to 5 were overwritten",
        new MisuseReport(MisuseKind.WrittenAfterReturn, null, 64, 8) { Damage = Damage.In([0, 1, 1, 0, 0, 1, 0], 0, expected: 0) }.ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void ToString_OfOneByte_NamesIt() =>
        Assert.Contains("byte 999 was overwritten", ReportOfWrite([0], at: 999).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task ToString_OfAnAsynchronousRent_NamesTheMethodAsItsAuthorDid()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = reports.Add });
        ByteLease lease = await RentLaterAsync(pool);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        string[] lines = Assert.Single(reports).ToString().Split('\n');
        Assert.Single(lines.TakeWhile(static line => !line.StartsWith("  returned", StringComparison.Ordinal)),
            static line => line.EndsWith($"{nameof(MisuseReportTests)}.{nameof(RentLaterAsync)}", StringComparison.Ordinal));
        Assert.DoesNotContain(lines,
            static line => line.Contains("System.Threading", StringComparison.Ordinal) || line.Contains('<', StringComparison.Ordinal));
    }

    [SuppressMessage("Performance", "CA1849:Call async methods when in an async method",
        Justification = "The test is about an asynchronous method that rents.")]
    private static async Task<ByteLease> RentLaterAsync(BytePool pool)
    {
        await Task.Yield();
        return pool.Rent(10);
    }

    private static MisuseReport ReportOfWrite(ReadOnlySpan<byte> what, int at)
    {
        List<MisuseReport> reports = [];
        FakeTimeProvider clock = new();
        using BytePool pool = new(new BytePoolOptions { Name = "messages", Mode = PoolMode.Checked, OnMisuse = reports.Add, TimeProvider = clock });
        ByteLease lease = RentHere(pool);
        Span<byte> span = lease.Span;
        ReturnHere(lease);
        what.CopyTo(span[at..]);
        clock.Advance(TimeSpan.FromSeconds(3));
        pool.Trim();
        return Assert.Single(reports);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentHere(BytePool pool) => pool.Rent(1_000);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnHere(ByteLease lease) => lease.Return();

    [Fact]
    public void ToString_WithoutNamesOfMethods_SaysSo()
    {
        MisuseReport report = new(MisuseKind.ReturnedTwice, "messages", 1_024, 1_000) { RentStack = new StackTrace([]) };

        Assert.EndsWith("no method names: the program was published without them (StackTraceSupport)", report.ToString(), StringComparison.Ordinal);
    }
}
