using System.Diagnostics.CodeAnalysis;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Tests that trim all pools of the process, or need a browser, which takes up the machine.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit's notion of a collection, of which this is one.")]
public sealed class RunsAlone : ICollectionFixture<Browser.Chromium>;
