using MessageRelay.Run;

namespace MessageRelay.Load;

/// <summary>Real data to send: the files of the .NET runtime that runs this program, in the order of their names, end to end.</summary>
internal sealed class Corpus
{
    private readonly byte[] _bytes;

    private Corpus(byte[] bytes, int files)
    {
        _bytes = bytes;
        Files = files;
    }

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.Length;

    /// <summary>How many files they came from.</summary>
    public int Files { get; }

    /// <summary>The directory of the runtime's own files.</summary>
    public static string RuntimeDirectory => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public ReadOnlySpan<byte> Slice(int offset, int length) => _bytes.AsSpan(offset, length);

    /// <summary>Reads the files of a directory, up to <paramref name="maxLength"/> bytes in all.</summary>
    /// <exception cref="RelayFailedException">The files hold fewer than <paramref name="minLength"/> bytes.</exception>
    public static Corpus Load(string directory, int minLength, int maxLength)
    {
        string[] paths = Directory.GetFiles(directory);
        Array.Sort(paths, StringComparer.Ordinal);

        using MemoryStream bytes = new();
        int files = 0;
        foreach (string path in paths)
        {
            if (bytes.Length >= maxLength)
            {
                break;
            }

            bytes.Write(File.ReadAllBytes(path));
            files++;
        }

        bytes.SetLength(Math.Min(bytes.Length, maxLength));
        return bytes.Length >= minLength
            ? new Corpus(bytes.ToArray(), files)
            : throw new RelayFailedException(
                $"The files of {directory} hold {bytes.Length} bytes, and the largest messages of the mix need {minLength}. Choose a mix of smaller ones.");
    }
}
