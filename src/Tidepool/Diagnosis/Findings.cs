using System.Runtime.CompilerServices;

namespace Tidepool.Diagnosis;

/// <summary>The misuse that one operation finds in buffers on its way, reported once the operation has done its work and holds no lock:
/// a callback may do anything.</summary>
/// <remarks>Belongs to the running thread, from <see cref="MisuseReporter.Collect"/> to the end of a <c>using</c>. An operation nested in another one,
/// perhaps of another pool, has its own findings.</remarks>
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

    /// <summary>Records a finding of the current operation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Add(MisuseReport report) => (t_found ??= []).Add(report);

    /// <summary>Takes the findings of the current operation, to be reported elsewhere.</summary>
    /// <returns>Null if it has found nothing.</returns>
    internal static List<MisuseReport>? Take() => Exchange(null);

    /// <summary>Ends the operation, and reports its findings.</summary>
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
