using System.Buffers;
using System.Text;

namespace Tidepool.TestProgram;

/// <summary>The service of docs/first-day.md: it runs on the pool that it is given, and has three faults.</summary>
internal sealed class FirstDay(ArrayPool<byte> pool)
{
    internal static void Run(string pool)
    {
        FirstDay service = new(pool == "tidepool" ? BytePool.Shared.AsArrayPool() : ArrayPool<byte>.Shared);
        Console.WriteLine($"checksum: {service.Checksum("an order of three items")}");
        Console.WriteLine($"accepted: {service.Accept("4 apples")}, {service.Accept("apples")}");
        try
        {
            service.Send("an order", static _ => throw new IOException("the connection is closed"));
        }
#pragma warning disable CA1031 // The test checks which exception is thrown.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.WriteLine($"sent: {error.GetType().Name}");
        }
    }

    /// <summary>Reads the array after its return.</summary>
    private int Checksum(string order)
    {
        byte[] bytes = pool.Rent(256);
        int length;
        try
        {
            length = Encoding.UTF8.GetBytes(order, bytes);
        }
        finally
        {
            pool.Return(bytes);
        }

        int sum = 0;
        foreach (byte value in bytes.AsSpan(0, length))
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Doesn't return the array if the order isn't accepted.</summary>
    private bool Accept(string order)
    {
        byte[] bytes = pool.Rent(512);
        Encoding.UTF8.GetBytes(order, bytes);
        if (!char.IsAsciiDigit((char)bytes[0]))
        {
            return false;
        }

        pool.Return(bytes);
        return true;
    }

    /// <summary>Returns the array twice if sending fails.</summary>
    private void Send(string order, Action<byte[]> send)
    {
        byte[] bytes = pool.Rent(1_024);
        try
        {
            Encoding.UTF8.GetBytes(order, bytes);
            send(bytes);
        }
        catch (IOException)
        {
            pool.Return(bytes);
            throw;
        }
        finally
        {
            pool.Return(bytes);
        }
    }
}
