using System.Globalization;

namespace MessageRelay.Load;

/// <summary>How large messages are: classes of sizes by weight, log-uniform within each.</summary>
internal sealed class MessageMix
{
    private readonly SizeClass[] _classes;
    private readonly double _totalWeight;

    private MessageMix(string text, SizeClass[] classes)
    {
        Text = text;
        _classes = classes;
        _totalWeight = classes.Sum(c => c.Weight);
    }

    /// <summary>Like a message broker's traffic: many small messages, and a heavy tail.</summary>
    public const string Broker = "70:100-4k,20:4k-32k,8:32k-256k,2:256k-2m";

    /// <summary>The mix as <see cref="TryParse"/> reads it.</summary>
    public string Text { get; }

    /// <summary>The largest message that can occur, in bytes.</summary>
    public int MaxSize => _classes.Max(c => c.Max);

    /// <summary>The expected size of a message, in bytes.</summary>
    public double MeanSize => _classes.Sum(c => c.Weight / _totalWeight * c.Mean);

    /// <summary>Reads <c>weight:min-max,…</c>, where sizes may end in k (KiB) or m (MiB).</summary>
    public static bool TryParse(string text, out MessageMix? mix, out string? error)
    {
        mix = null;
        List<SizeClass> classes = [];
        foreach (string part in text.Split(','))
        {
            string[] fields = part.Split(':', '-');
            if (fields.Length != 3
                || !double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !ByteSize.TryParse(fields[1], out int min)
                || !ByteSize.TryParse(fields[2], out int max))
            {
                error = $"'{part}' is not of the form weight:min-max, as in 70:100-4k.";
                return false;
            }

            if (!(weight > 0) || !double.IsFinite(weight) || min < 1 || min > max)
            {
                error = $"'{part}' needs a weight above 0, a minimum of at least 1 byte, and a maximum not below the minimum.";
                return false;
            }

            classes.Add(new SizeClass(weight, min, max));
        }

        error = null;
        mix = new MessageMix(text, [.. classes]);
        return true;
    }

    /// <summary>Reads a mix that is known to be well-formed.</summary>
    /// <exception cref="FormatException">It isn't.</exception>
    public static MessageMix Parse(string text) =>
        TryParse(text, out MessageMix? mix, out string? error) ? mix! : throw new FormatException(error);

    public override string ToString() => Text;

    /// <summary>The size that two numbers from [0, 1) select: the first chooses the class, the second the place within it.</summary>
    public int SizeAt(double choice, double place)
    {
        double weight = choice * _totalWeight;
        int index = 0;
        while (index < _classes.Length - 1 && weight >= _classes[index].Weight)
        {
            weight -= _classes[index].Weight;
            index++;
        }

        return _classes[index].SizeAt(place);
    }

    /// <summary>The mix as a sentence.</summary>
    public string Describe() =>
        string.Join(", ", _classes.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.Weight / _totalWeight:P0} {ByteSize.Format(c.Min)}–{ByteSize.Format(c.Max)}")))
        + $"; log-uniform within each; mean {ByteSize.Format(MeanSize)}";

    private readonly record struct SizeClass(double Weight, int Min, int Max)
    {
        public double Mean => Min == Max ? Min : (Max - Min) / Math.Log((double)Max / Min);

        public int SizeAt(double place) =>
            Math.Clamp((int)(Min * Math.Pow((double)Max / Min, place)), Min, Max);
    }
}
