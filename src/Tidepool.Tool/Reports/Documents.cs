using System.Reflection;

namespace Tidepool.Tool.Reports;

/// <summary>The addresses of the documents. An installed tool doesn't include them.</summary>
internal static class Documents
{
    private static readonly string s_repository = typeof(Documents).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "RepositoryUrl").Value!;

    internal static string AddressOf(string document) => $"{s_repository}/blob/main/docs/{document}";
}
