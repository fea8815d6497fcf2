namespace MessageRelay.Run;

/// <summary>The verbs that the processes of a round send each other.</summary>
internal static class Verbs
{
    /// <summary>The argument that starts the server's process. Its first line of input is a <see cref="ServerSettings"/>.</summary>
    public const string ServerRole = "internal-server";

    /// <summary>The argument that starts the clients' process. Its first line of input is a <see cref="Client.ClientSettings"/>.</summary>
    public const string ClientsRole = "internal-clients";

    /// <summary>Child: listening (with the port), or connected (with the corpus).</summary>
    public const string Ready = "ready";

    /// <summary>Parent: start sending.</summary>
    public const string Go = "go";

    /// <summary>Parent: the warm-up is over. Child: acknowledged.</summary>
    public const string Mark = "mark";

    /// <summary>Parent: end of the measured time. Child: what the server measured.</summary>
    public const string Measure = "measure";

    /// <summary>Parent: finish. Child: its final report.</summary>
    public const string Finish = "finish";

    /// <summary>Child: how many messages have arrived so far.</summary>
    public const string Progress = "progress";
}
