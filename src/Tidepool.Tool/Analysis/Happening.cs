namespace Tidepool.Tool.Analysis;

/// <summary>What happened at the top of a stack.</summary>
internal enum Happening
{
    /// <summary>A byte array was allocated.</summary>
    ByteArray,

    /// <summary>An array of something else was allocated.</summary>
    OtherArray,

    /// <summary>Another object was allocated.</summary>
    OtherObject,

    /// <summary>A collection was asked for.</summary>
    Collection,
}
