using System.Globalization;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Tidepool.Tool.Analysis;

/// <summary>Reads a trace.</summary>
internal sealed class TraceReader
{
    /// <summary>The first bytes of a trace file.</summary>
    private static ReadOnlySpan<byte> Magic => "Nettrace"u8;

    private readonly List<AllocationSample> _sampled = [];
    private readonly List<(AllocationSample Sample, long Amount)> _ticks = [];
    private readonly List<RateReading> _rates = [];
    private readonly LifetimeTracker _lifetimes = new();
    private readonly ProcessorTime _processorTime = new();
    private readonly CallSites _sites;
    private readonly CollectionListener _collections;
    private int _processors;

    private TraceReader(CallSites sites)
    {
        _sites = sites;
        _collections = new CollectionListener(sites);
    }

    /// <exception cref="ToolException">The file doesn't exist, isn't a trace, or is damaged.</exception>
    internal static Findings Read(FileInfo trace, string target)
    {
        CheckBeginning(trace);
        Findings? found = TryRead(trace, target, upToTheBreak: false, out Exception? failure);
        if (found is null && TryRead(trace, target, upToTheBreak: true, out _) is { } part && part.TellsAnything)
        {
            string length = part.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            found = part with
            {
                Partial = $"The trace of {target} breaks off after {length} s. It is judged by what it contains. The names of methods, which come last, may be "
                    + "missing; without them, byte arrays made by a pool can't be told from others.",
            };
        }

        return found ?? throw new ToolException($"{trace.FullName} is damaged, or not a trace that can be read: {failure!.Message}", failure);
    }

    /// <returns>Null if the trace can't be read, or not to its end.</returns>
    private static Findings? TryRead(FileInfo trace, string target, bool upToTheBreak, out Exception? failure)
    {
        string etlx = Path.Combine(Path.GetTempPath(), $"tidepool-{Guid.NewGuid():N}.etlx");
        failure = null;
        try
        {
            TraceLog.CreateFromEventPipeDataFile(trace.FullName, etlx, new TraceLogOptions { ConversionLog = TextWriter.Null, ContinueOnError = upToTheBreak });
            using TraceLog log = new(etlx);
            using CallSites sites = new(log.ModuleFiles.Select(static module => module.FilePath));
            return new TraceReader(sites).Read(log, target);
        }
#pragma warning disable CA1031 // The trace library throws exceptions of any type for damaged files.
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            failure = unreadable;
            return null;
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
            throw new ToolException(Directory.Exists(trace.FullName) ? $"{trace.FullName} is a folder, and --trace takes files, such as "
                + $"{Path.Combine(trace.FullName, "*.nettrace")}."
                : trace.Name.IndexOfAny(['*', '?']) >= 0 ? $"No file matches {trace.FullName}." : $"There is no file {trace.FullName}.");
        }

        Span<byte> beginning = stackalloc byte[Magic.Length];
        try
        {
            using FileStream file = trace.OpenRead();
            if (file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) < beginning.Length || !beginning.SequenceEqual(Magic))
            {
                throw new ToolException($"{trace.FullName} is {(trace.Length == 0 ? "empty" : "not a .nettrace file")}. "
                    + (trace.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase)
                        ? "Reports in JSON can be compared: `tidepool doctor --compare BEFORE.json AFTER.json`."
                        : "`dotnet-trace collect` and `tidepool doctor --save-trace` write such files."));
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
        _processors = log.NumberOfProcessors;
        _collections.Listen(source.Clr, new ClrRundownTraceEventParser(source));
        ListenToLifetimes(source.Clr);
        ListenToAllocations(source.Clr);
        source.Dynamic.AddCallbackForProviderEvent("System.Runtime", "EventCounters", OnCounter);
        source.Process();
        return new Findings(target, log.SessionDuration, _collections.Pauses, RateReading.BytesIn(_rates, log.SessionDuration),
            _sampled.Count > 0 ? _sampled : WeighTicks())
        {
            Lifetimes = _lifetimes.Result(),
            LostEvents = log.EventsLost,
            IsServer = _collections.IsServer,
            AreTicks = _sampled.Count == 0 && _ticks.Count > 0,
            Heap = _collections.Heap,
            Rates = _rates,
            InducedBy = _collections.InducedBy,
            ProcessorSeconds = _processorTime.SecondsIn(log.SessionDuration),
        };
    }

    private void ListenToLifetimes(ClrTraceEventParser runtime)
    {
        runtime.GCStart += data => _lifetimes.OnCollectionStart(data.Depth, data.Type == GCType.BackgroundGC);
        runtime.GCStop += _ => _lifetimes.OnCollectionEnd();
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
            BlamedStack stack = _sites.Of(data.CallStack(), WhatWasAllocated(data.TypeName));
            AllocationSample sample = new(data.TypeName, data.ObjectSize, SampleWeight.OfSampled(data.ObjectSize),
                data.AllocationKind != GCAllocationKind.Small, stack.Site)
            {
                IsPinned = data.AllocationKind == GCAllocationKind.Pinned,
                At = data.TimeStampRelativeMSec,
                Stack = stack.Frames,
            };
            _sampled.Add(sample);
            if (sample.IsForAPool)
            {
                _lifetimes.OnSample(data.Address, sample);
            }
        };
        runtime.GCAllocationTick += data =>
        {
            BlamedStack stack = _sites.Of(data.CallStack(), WhatWasAllocated(data.TypeName));
            AllocationSample sample = new(data.TypeName, data.ObjectSize, 0, data.AllocationKind != GCAllocationKind.Small,
                stack.Site)
            {
                IsTick = true,
                IsPinned = data.AllocationKind == GCAllocationKind.Pinned,
                At = data.TimeStampRelativeMSec,
                Stack = stack.Frames,
            };
            _ticks.Add((sample, data.AllocationAmount64));
            if (_sampled.Count == 0 && sample.IsForAPool)
            {
                _lifetimes.OnSample(data.Address, sample with { Weight = Math.Max(data.AllocationAmount64, data.ObjectSize) });
            }
        };
    }

    private static Happening WhatWasAllocated(string type) => type is AllocationSample.ByteArray ? Happening.ByteArray
        : type.EndsWith(']') ? Happening.OtherArray : Happening.OtherObject;

    /// <summary>Weighs the samples of allocation ticks. A tick comes about every 100 KB, and the object that completes them says nothing about how many others
    /// there were, so all small objects get the same weight. A large one gets its own amount.</summary>
    private List<AllocationSample> WeighTicks()
    {
        long[] small = [.. _ticks.Where(static tick => !tick.Sample.IsLarge).Select(static tick => tick.Amount)];
        double mean = small.Length == 0 ? 0 : small.Average();
        return [.. _ticks.Select(tick => tick.Sample with { Weight = tick.Sample.IsLarge ? tick.Amount : mean })];
    }

    private void OnCounter(TraceEvent data)
    {
        if (data.PayloadValue(0) is not IDictionary<string, object> outer || !outer.TryGetValue("Payload", out object? payload)
            || payload is not IDictionary<string, object> counter)
        {
            return;
        }

        double seconds = Number(counter, "IntervalSec");
        if (counter["Name"] is "alloc-rate")
        {
            _rates.Add(new RateReading(data.TimeStampRelativeMSec, seconds, Number(counter, "Increment")));
        }
        else if (counter["Name"] is "cpu-usage")
        {
            // A percentage of all processors together.
            _processorTime.Add(Number(counter, "Mean") / 100 * Math.Max(1, _processors), seconds);
        }
    }

    private static double Number(IDictionary<string, object> counter, string name) =>
        counter.TryGetValue(name, out object? value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;
}
