using System.Globalization;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads a trace into findings.</summary>
internal sealed class TraceReader
{
    /// <summary>How a file of this kind begins.</summary>
    private static ReadOnlySpan<byte> Magic => "Nettrace"u8;

    private readonly List<Pause> _pauses = [];
    private readonly List<AllocationSample> _sampled = [];
    private readonly List<(AllocationSample Sample, long Amount)> _ticks = [];
    private readonly LifetimeTracker _lifetimes = new();
    private readonly CallSites _sites;
    private double _suspendedAt = double.NaN;
    private int _generation;
    private string _reason = "";
    private double? _counted;

    private TraceReader(CallSites sites) => _sites = sites;

    /// <exception cref="ToolException">The file isn't there, or isn't a trace, or is damaged.</exception>
    internal static Findings Read(FileInfo trace, string target)
    {
        CheckBeginning(trace);
        string etlx = Path.Combine(Path.GetTempPath(), $"tidepool-{Guid.NewGuid():N}.etlx");
        try
        {
            TraceLog.CreateFromEventPipeDataFile(trace.FullName, etlx, new TraceLogOptions { ConversionLog = TextWriter.Null });
            using TraceLog log = new(etlx);
            using CallSites sites = new();
            return new TraceReader(sites).Read(log, target);
        }
#pragma warning disable CA1031 // The trace library throws exceptions of any type for damaged files.
        catch (Exception failure) when (failure is not ToolException and not OutOfMemoryException)
#pragma warning restore CA1031
        {
            throw new ToolException($"{trace.FullName} is damaged, or not a trace that can be read: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(etlx);
        }
    }

    private static void CheckBeginning(FileInfo trace)
    {
        if (!trace.Exists)
        {
            throw new ToolException(Directory.Exists(trace.FullName) ? $"{trace.FullName} is a folder, and --trace takes files: {Path.Combine(trace.FullName, "*.nettrace")}." : $"There is no file {trace.FullName}.");
        }

        Span<byte> beginning = stackalloc byte[Magic.Length];
        try
        {
            using FileStream file = trace.OpenRead();
            if (file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) < beginning.Length || !beginning.SequenceEqual(Magic))
            {
                throw new ToolException($"{trace.FullName} is {(trace.Length == 0 ? "empty" : "not a .nettrace file")}. `dotnet-trace collect` and `tidepool doctor --save-trace` make such files.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{trace.FullName} can't be read: {failure.Message}", failure);
        }
    }

    private Findings Read(TraceLog log, string target)
    {
        using TraceLogEventSource source = log.Events.GetSource();
        ListenToCollections(source.Clr);
        ListenToAllocations(source.Clr);
        source.Dynamic.AddCallbackForProviderEvent("System.Runtime", "EventCounters", OnCounter);
        source.Process();
        return new Findings(target, log.SessionDuration, _pauses, _counted, _sampled.Count > 0 ? _sampled : WeighTicks())
        {
            Lifetimes = _lifetimes.Result(),
            LostEvents = log.EventsLost,
        };
    }

    private void ListenToCollections(ClrTraceEventParser runtime)
    {
        runtime.GCSuspendEEStart += data =>
        {
            if (data.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep)
            {
                _suspendedAt = data.TimeStampRelativeMSec;
            }
        };
        runtime.GCStart += data =>
        {
            _generation = data.Depth;
            _reason = data.Reason.ToString();
            _lifetimes.OnCollectionStart(data.Depth, data.Type == GCType.BackgroundGC);
        };
        runtime.GCStop += _ => _lifetimes.OnCollectionEnd();
        runtime.GCRestartEEStop += data =>
        {
            if (!double.IsNaN(_suspendedAt))
            {
                _pauses.Add(new Pause(_suspendedAt, data.TimeStampRelativeMSec - _suspendedAt, _generation, _reason));
                _suspendedAt = double.NaN;
            }
        };
        runtime.GCGenerationRange += data => _lifetimes.OnGeneration(data.Generation, data.RangeStart, data.RangeUsedLength);
        runtime.GCBulkSurvivingObjectRanges += data =>
        {
            for (int index = 0; index < data.Count; index++)
            {
                GCBulkSurvivingObjectRangesValues range = data.Values(index);
                _lifetimes.OnSurvived(range.RangeBase, range.RangeLength);
            }
        };
        runtime.GCBulkMovedObjectRanges += data =>
        {
            for (int index = 0; index < data.Count; index++)
            {
                GCBulkMovedObjectRangesValues range = data.Values(index);
                _lifetimes.OnMoved(range.OldRangeBase, range.NewRangeBase, range.RangeLength);
            }
        };
    }

    private void ListenToAllocations(ClrTraceEventParser runtime)
    {
        runtime.AllocationSampling += data =>
        {
            AllocationSample sample = new(
                data.TypeName, data.ObjectSize, SampleWeight.OfSampled(data.ObjectSize), data.AllocationKind == GCAllocationKind.Large, _sites.Of(data.CallStack()));
            _sampled.Add(sample);
            if (sample.IsForAPool)
            {
                _lifetimes.OnSample(data.Address, sample);
            }
        };
        runtime.GCAllocationTick += data => _ticks.Add((
            new AllocationSample(data.TypeName, data.ObjectSize, 0, data.AllocationKind == GCAllocationKind.Large, _sites.Of(data.CallStack())), data.AllocationAmount64));
    }

    /// <summary>A tick comes every 100 KB or so. The object that happens to complete them says nothing of how many they were, so each small one weighs the same; a large one weighs what it is.</summary>
    private List<AllocationSample> WeighTicks()
    {
        long[] small = [.. _ticks.Where(static tick => !tick.Sample.IsLarge).Select(static tick => tick.Amount)];
        double mean = small.Length == 0 ? 0 : small.Average();
        return [.. _ticks.Select(tick => tick.Sample with { Weight = tick.Sample.IsLarge ? tick.Amount : mean })];
    }

    private void OnCounter(TraceEvent data)
    {
        if (data.PayloadValue(0) is IDictionary<string, object> outer
            && outer.TryGetValue("Payload", out object? payload) && payload is IDictionary<string, object> counter
            && counter.TryGetValue("Name", out object? name) && name is "alloc-rate"
            && counter.TryGetValue("Increment", out object? increment))
        {
            _counted = (_counted ?? 0) + Convert.ToDouble(increment, CultureInfo.InvariantCulture);
        }
    }
}
