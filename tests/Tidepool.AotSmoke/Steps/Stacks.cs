using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tidepool.AotSmoke.Steps;

/// <summary>What is reported of leases and misuse, with the calls that led to it. Prints the caller as the report names it.</summary>
internal static class Stacks
{
    internal static string RunSampled()
    {
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 1 });
        using ByteLease lease = RentKnowingly(pool);
        OutstandingLease outstanding = pool.GetOutstanding().Single();
        Expect.That(outstanding.Length == 300);
        return $"rented by {CallerIn(outstanding.RentStack)}";
    }

    internal static string RunChecked()
    {
        List<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = reports.Add });
        ByteLease lease = RentKnowingly(pool);
        Span<byte> stale = lease.Span;
        Memory<byte> memory = lease.Memory;
        lease.Return();
        stale[7] = 1;
        Expect.Throws<BufferAlreadyReturnedException>(() => memory.Span.Clear());
        pool.Trim();
        MisuseReport report = reports.Single(static report => report.Kind == MisuseKind.WrittenAfterReturn);
        Expect.That(report is { Offset: 7, Length: 300, RentStack: not null, ReturnStack: not null });
        string text = FirstLinesOf(report);
        Expect.That(text.EndsWith(nameof(RentKnowingly), StringComparison.Ordinal));
        return text;
    }

    internal static string RunGuarded()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Guarded, GuardStart = true });
        using ByteLease lease = RentKnowingly(pool);
        lease.Span.Fill(1);
        Expect.That(lease.Memory.Length == 300);
        return "served from pages of its own";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentKnowingly(BytePool pool) => pool.Rent(300);

    private static string CallerIn(StackTrace stack) => stack.GetFrames()
        .Select(DiagnosticMethodInfo.Create)
        .FirstOrDefault(static method => method?.DeclaringTypeName?.StartsWith("Tidepool.AotSmoke", StringComparison.Ordinal) == true) is { } caller
        ? $"{caller.DeclaringTypeName}.{caller.Name}"
        : "an unknown caller";

    private static string FirstLinesOf(MisuseReport report) => string.Join(" | ", report.ToString().Split('\n').Take(5).Select(static line => line.Trim()));
}
