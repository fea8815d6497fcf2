using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>Stacks without a method of the program: a library continues work that was started earlier.</summary>
[Trait("Requirement", "D4")]
public class LibraryWorkTests
{
    private const string Pool = "System.Threading.ThreadPoolWorkQueue.Dispatch()";

    private const string Callback = "System.Threading.Thread.StartCallback()";

    private const string Builder = "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1+AsyncStateMachineBox`1[System.__Canon,System.__Canon].MoveNext()";

    /// <summary>Stacks as the runtimes report them, innermost method first.</summary>
    [Theory]
    [InlineData("Wire.Pump.Run()", "on a thread of its own", "Wire.Pump.Alloc(int32)", "Wire.Pump.Step()", "Wire.Pump.Run()",
        "System.Threading.ExecutionContext.RunInternal(x)", Callback)]
    [InlineData("Wire.Pump.Tick()", "from a timer", "Wire.Pump.Alloc(int32)", "Wire.Pump.Tick()", "System.Threading.TimerQueueTimer.Fire(bool)", Pool,
        Callback)]
    [InlineData("Wire.Pump+<ReadAsync>d__3.MoveNext()", "in the thread pool", "Wire.Pump.Alloc(int32)", "Wire.Pump+<ReadAsync>d__3.MoveNext()", Builder, Pool,
        "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart()", Callback)]
    [InlineData("Wire.Copy+<CopyAsync>d__1.MoveNext()", "after an event of a socket", "Wire.Copy+<CopyAsync>d__1.MoveNext()", Builder,
        "System.Threading.Tasks.Task.RunContinuations(x)", "Wire.Other+<FillAsync>d__2.MoveNext()", Builder,
        "System.Net.Sockets.SocketAsyncEngine.System.Threading.IThreadPoolWorkItem.Execute()", Pool, Callback)]
    [InlineData("System.Threading.Channels.Channel.Write()", "in the thread pool", "System.Threading.Channels.Channel.Write()", Pool, Callback)]
    [InlineData("A.B()", "on an unknown thread", "A.B()")]
    [InlineData(Pool, "in the thread pool", Pool, Callback)]
    [InlineData("System.Threading.ExecutionContext.RunInternal(x)", "from a timer", "System.Threading.ExecutionContext.RunInternal(x)",
        "System.Threading.TimerQueue.FireNextTimers()", Pool, Callback)]
    public void TheOutermostMethodOfTheInnermostWork_IsNamed_AndWhatRunsIt(string method, string by, params string[] stack)
    {
        (int index, string found) = LibraryWork.Of(stack);
        Assert.Equal((method, by), (stack[index], found));
    }

    /// <summary>The call within the library's work is named too; for a known call, the report says what to write instead.</summary>
    [Theory]
    [InlineData(1, null, "Wire.Pump.Alloc(int32)", null, "Wire.Pump.Alloc(int32)", "Wire.Pump.Run()")]
    [InlineData(2, null, "Wire.Pump.Alloc(int32)", null, "System.GC.AllocateUninitializedArray(int32,bool)", "Wire.Pump.Alloc(int32)", "Wire.Pump.Run()")]
    [InlineData(2, "a growing MemoryStream", "System.IO.MemoryStream.Write(x)", null, "System.IO.MemoryStream.set_Capacity(int32)",
        "System.IO.MemoryStream.Write(x)", "System.Net.Http.HttpConnection+<CopyAsync>d__1.MoveNext()")]
    [InlineData(0, "MemoryStream.ToArray", null, null, "System.IO.MemoryStream.ToArray()", Pool)]
    [InlineData(1, null, "System.Buffers.SharedArrayPool`1[System.Byte].Rent(int32)", "ArrayPool.Shared",
        "System.Buffers.SharedArrayPool`1[System.Byte].Rent(int32)", "Wire.Pump.Run()")]
    public void WhatALibraryCalls_IsNamed(int outermost, string? known, string? call, string? pool, params string[] stack)
    {
        (KnownCall? Known, string? Call, string? Pool) found = CallSites.OfLibrary(stack, outermost);
        Assert.Equal((known, call, pool), (found.Known?.Name, found.Call, found.Pool));
    }

    [Fact]
    public void AReport_SaysThatItIsALibrarys_AndWhatRunsIt() => Assert.Equal(
        "Wire.Pump.Run() (a library's, on a thread of its own), by Wire.Pump.Alloc(int)",
        new CallSite("Wire.Pump.Run()", null, null) { Call = "Wire.Pump.Alloc(int)", RunBy = "on a thread of its own" }.Text);
}
