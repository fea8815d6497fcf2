using System.Text;

namespace WebUpload.Compare;

/// <summary>The source of the uploaded files: stretches of words, which compress well, and of random bytes, which don't.</summary>
internal sealed class Corpus
{
    internal const int SmallestFile = 1024;
    internal const int LargestFile = 4 * 1024 * 1024;

    private const int Size = 16 * 1024 * 1024;
    private const int Stretch = 64 * 1024;

    private static readonly byte[][] s_words =
        [.. "the pool lends a buffer to each upload and takes it back when its file is written ".Split(' ')
            .Select(static word => Encoding.ASCII.GetBytes(word + " "))];

    private readonly byte[] _bytes = new byte[Size];

    internal Corpus(int seed)
    {
        Random random = new(seed);
        for (int start = 0; start < Size; start += 2 * Stretch)
        {
            FillWithWords(_bytes.AsSpan(start, Stretch), random);
            random.NextBytes(_bytes.AsSpan(start + Stretch, Stretch));
        }
    }

    /// <summary>A file whose size is as likely to be from 1 to 2 KiB as from 2 to 4 MiB.</summary>
    internal ReadOnlyMemory<byte> Cut(Random random)
    {
        int size = (int)(SmallestFile * Math.Pow((double)LargestFile / SmallestFile, random.NextDouble()));
        return _bytes.AsMemory(random.Next(Size - size + 1), size);
    }

    private static void FillWithWords(Span<byte> span, Random random)
    {
        while (!span.IsEmpty)
        {
            ReadOnlySpan<byte> word = s_words[random.Next(s_words.Length)];
            word = word[..Math.Min(word.Length, span.Length)];
            word.CopyTo(span);
            span = span[word.Length..];
        }
    }
}
