using System.Net.Sockets;
using System.Runtime.InteropServices;
using MessageRelay.Run;
using MessageRelay.Wire;

namespace MessageRelay;

/// <summary>Starts the program in the role that its first argument names: the whole run for users, one of its processes for itself.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [Verbs.ServerRole]:
                return await RunChildAsync(ServerRole.RunAsync);
            case [Verbs.ClientsRole]:
                return await RunChildAsync(ClientsRole.RunAsync);
            default:
                return await CommandLine.InvokeAsync(args);
        }
    }

    private static async Task<int> RunChildAsync(Func<ControlLines, CancellationToken, Task> role)
    {
        // Ctrl-C reaches every process of the terminal; the parent decides how to react, and the end of standard input ends the child.
        using PosixSignalRegistration ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using ControlLines control = new();
        try
        {
            await role(control, control.ParentGone);
            return 0;
        }
        catch (OperationCanceledException) when (control.ParentGone.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is RelayFailedException or FrameException or SocketException or IOException)
        {
            // The parent shows this line; anything else is a defect in this program, whose stack should be shown.
            await Console.Error.WriteLineAsync(exception.Message);
            return RelayCommand.Failed;
        }
    }
}
