using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tidepool.AotSmoke.Steps;

/// <summary>The buffer writer and the stream, with a JSON writer on them.</summary>
internal static class Streams
{
    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool);
        WriteJson(writer);
        string fromWriter = Encoding.UTF8.GetString(writer.WrittenSequence.ToArray());

        using PooledStream stream = new(pool, blockSize: 16);
        WriteJson(stream);
        stream.Position = 0;
        using StreamReader reader = new(stream);
        Expect.That(reader.ReadToEnd() == fromWriter);
        return fromWriter;
    }

    private static void WriteJson(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("pool", "a name that takes more than one block");
        json.WriteEndObject();
    }
}
