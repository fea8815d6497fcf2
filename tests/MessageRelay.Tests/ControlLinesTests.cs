using MessageRelay.Run;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>A child may be done, and dispose its control lines, before its parent closes them.</summary>
public sealed class ControlLinesTests
{
    [Fact]
    public void InputEnds_AfterDispose_NothingHappens()
    {
        using HeldReader input = new();
        ControlLines control = new(input);
        CancellationToken parentGone = control.ParentGone;
        control.Dispose();

        // An exception on the reader's thread would end the process.
        input.End();
        control.WaitForEndOfInput();
        Assert.False(parentGone.IsCancellationRequested);
    }

    [Fact]
    public void InputEnds_BeforeDispose_SaysThatTheParentIsGone()
    {
        using HeldReader input = new();
        using ControlLines control = new(input);
        input.End();
        control.WaitForEndOfInput();
        Assert.True(control.ParentGone.IsCancellationRequested);
    }

    /// <summary>Input without lines that ends on request.</summary>
    private sealed class HeldReader : TextReader
    {
        private readonly ManualResetEventSlim _end = new();

        public override string? ReadLine()
        {
            _end.Wait(TestContext.Current.CancellationToken);
            return null;
        }

        internal void End() => _end.Set();

        protected override void Dispose(bool disposing)
        {
            _end.Dispose();
            base.Dispose(disposing);
        }
    }
}
