using System.Runtime.CompilerServices;

namespace Tidepool.Diagnosis;

/// <summary>What one operation finds in buffers on its way, reported once the operation has done its work and holds no lock:
/// a callback may do anything.</summary>
/// <remarks>Belongs to the running thread, from <see cref="MisuseReporter.Collect"/> to the end of a <c>using</c>. An operation that runs within another one,
/// perhaps of another pool, has findings of its own.</remarks>
internal readonly ref struct Findings : IDisposable
{
    [ThreadStatic]
    private static List<MisuseReport>? t_found;

    private readonly MisuseReporter _reporter;
    private readonly bool _isUnattended;
    private readonly List<MisuseReport>? _foundOutside;

    internal Findings(MisuseReporter reporter, bool isUnattended)
    {
        _reporter = reporter;
        _isUnattended = isUnattended;
        _foundOutside = Exchange(null);
    }

    /// <summary>Notes what the present operation has found.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Add(MisuseReport report) => (t_found ??= []).Add(report);

    /// <summary>Takes what the present operation has found, for somebody else to report.</summary>
    /// <returns>Null when it has found nothing.</returns>
    internal static List<MisuseReport>? Take() => Exchange(null);

    /// <summary>Ends the operation, and reports what it has found.</summary>
    public void Dispose()
    {
        List<MisuseReport>? found = Exchange(_foundOutside);
        if (_isUnattended)
        {
            _reporter.ReportUnattended(found);
        }
        else
        {
            _reporter.Report(found);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<MisuseReport>? Exchange(List<MisuseReport>? found)
    {
        List<MisuseReport>? before = t_found;
        t_found = found;
        return before;
    }
}
