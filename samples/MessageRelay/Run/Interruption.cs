using System.Runtime.InteropServices;

namespace MessageRelay.Run;

/// <summary>
/// Turns Ctrl-C and a request to terminate into cancellation. A second signal ends this process at once, and its children, whose standard input
/// ends with it, soon after.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _exitCode;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, 128 + 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, 128 + 15));
    }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>By convention, 128 plus the signal's number; <see langword="null"/> if there was no signal.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        context.Cancel = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        _cancellation.Cancel();
    }
}
