using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <content>The pools, each with its buckets and leases, and tables and lists in general.</content>
internal sealed partial class PageHtml
{
    private void AddPools(PageSnapshot snapshot, bool allowsTrim)
    {
        _html.Add($"<section><h2 id=\"pools\">Pools</h2>");
        AddTable("All pools", Figures.PoolRow, [("Pool", "The pool's name, from its options."), ("Mode", "How buffers are made and kept (PoolMode).")],
            [], "pools", "pool-row", snapshot.Pools, AddPoolRow);
        _html.Add($"<p class=\"when-empty\">The process has no pools.</p></section>\n");
        AddList("div", "pools", "pool-card", "id", snapshot.Pools, pool => AddPoolCard(pool, allowsTrim));
    }

    private void AddPoolRow(PoolSnapshot pool)
    {
        _html.Add($"<tr data-item data-key=\"{pool.Id}\"><th scope=\"row\"><a href=\"#pool-{pool.Id}\" data-set=\"href #pool-{{id}}\" data-field=\"label\">"
            + $"{pool.Label}</a></th><td data-field=\"mode\">{pool.Mode}</td>");
        AddCells(Figures.PoolRow, pool);
        _html.Add($"</tr>");
    }

    private void AddPoolCard(PoolSnapshot pool, bool allowsTrim)
    {
        _html.Add($"<section class=\"card\" data-item data-key=\"{pool.Id}\"><header><h2 id=\"pool-{pool.Id}\" data-set=\"id pool-{{id}}\" "
            + $"data-field=\"label\">{pool.Label}</h2><span class=\"mode\" data-field=\"mode\" title=\"How buffers are made and kept (PoolMode).\">"
            + $"{pool.Mode}</span>");
        if (allowsTrim)
        {
            _html.Add($"<button type=\"button\" data-trim=\"{pool.Id}\" data-set=\"data-trim {{id}}\" hidden title=\"Releases all idle buffers of this pool. "
                + $"Rented buffers are not affected.\">Trim<span class=\"unseen\"> <span data-field=\"label\">{pool.Label}</span></span></button>");
        }

        _html.Add($"</header><div class=\"glance\"><div>");
        AddChartLegend();
        _html.Add($"<svg class=\"chart\" data-chart=\"{pool.Id}\" data-set=\"data-chart {{id}}\" role=\"img\" aria-label=\"Bytes held and rented by this pool "
            + $"over the last minutes. The table of pools has the current values.\"></svg></div><dl class=\"facts\">");
        foreach (Figure<PoolSnapshot> figure in Figures.PoolFacts)
        {
            _html.Add($"<div title=\"{figure.Meaning}\"><dt>{figure.Heading}</dt>");
            AddValue("dd", figure, pool);
            _html.Add($"</div>");
        }

        _html.Add($"</dl></div>");
        AddTable("Sizes", Figures.Bucket, [], [], "buckets", "bucket", pool.Buckets, AddBucket, by: "size");
        _html.Add($"<p class=\"when-empty\">Nothing has been rented yet.</p><h3>Leases that are out</h3><p class=\"note\">Known: "
            + $"<b data-field=\"outstandingKnown\" data-form=\"count\">{Words.Count(pool.OutstandingKnown)}</b> of ");
        _html.Add($"<b data-field=\"rented\" data-form=\"count\">{Words.Count(pool.Rented)}</b>. In checked and guarded mode all are known, "
            + $"otherwise those whose rent was sampled. Lower LeakSamplingInterval to sample more. The oldest {PoolObserver.MostLeases} are listed.</p>");
        AddTable("Leases that are out", Figures.Lease, [], [("Call site", "The method that rented it. Open it to see the calls that led there.")],
            "outstanding", "lease", pool.Outstanding, AddLease);
        _html.Add($"<p class=\"when-empty\"></p></section>\n");
    }

    private void AddBucket(BucketSnapshot bucket)
    {
        _html.Add($"<tr data-item data-key=\"{bucket.Size}\">");
        AddCells(Figures.Bucket, bucket);
        _html.Add($"</tr>");
    }

    private void AddLease(LeaseSnapshot lease)
    {
        _html.Add($"<tr data-item data-key=\"{lease.Id}\">");
        AddCells(Figures.Lease, lease);
        _html.Add($"<td class=\"text\"><details><summary data-field=\"callSite\">{lease.CallSite ?? Words.Unknown}</summary>");
        AddList("ol", "stack", "call", "", lease.Stack, AddCall);
        _html.Add($"</details></td></tr>");
    }

    private void AddCall(string call) => _html.Add($"<li data-item data-field=\"\">{call}</li>");

    private void AddTemplates(bool allowsTrim)
    {
        AddTemplate("finding", () => AddFinding(""));
        AddTemplate("pool-row", () => AddPoolRow(PoolSnapshot.Blank));
        AddTemplate("pool-card", () => AddPoolCard(PoolSnapshot.Blank, allowsTrim));
        AddTemplate("bucket", () => AddBucket(BucketSnapshot.Blank));
        AddTemplate("lease", () => AddLease(LeaseSnapshot.Blank));
        AddTemplate("call", () => AddCall(""));
        AddTemplate("misuse", () => AddMisuse(MisuseSnapshot.Blank));
    }

    private void AddTemplate(string name, Action add)
    {
        _html.Add($"<template id=\"{name}\">");
        add();
        _html.Add($"</template>\n");
    }

    /// <summary>Adds a table that scrolls by itself, also by keyboard, if the page is narrow.</summary>
    /// <param name="label">A description of the table.</param>
    /// <param name="figures">The columns of numbers.</param>
    /// <param name="before">The headings, with their meanings, of the columns before the numbers.</param>
    /// <param name="after">The headings, with their meanings, of the columns after the numbers.</param>
    /// <param name="field">The JSON member that holds the rows.</param>
    /// <param name="template">The template of a row.</param>
    /// <param name="items">The rows.</param>
    /// <param name="add">Adds a row.</param>
    /// <param name="by">The member that identifies a row.</param>
    private void AddTable<T>(
        string label,
        Figure<T>[] figures,
        (string Heading, string Meaning)[] before,
        (string Heading, string Meaning)[] after,
        string field,
        string template,
        IReadOnlyList<T> items,
        Action<T> add,
        string by = "id")
    {
        _html.Add($"<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\"><table><thead><tr>");
        AddHeadings(before, "text");
        AddHeadings(figures.Select(static figure => (figure.Heading, figure.Meaning)), "number");
        AddHeadings(after, "text");
        _html.Add($"</tr></thead>");
        AddList("tbody", field, template, by, items, add);
        _html.Add($"</table></div>");
    }

    private void AddHeadings(IEnumerable<(string Heading, string Meaning)> headings, string kind)
    {
        foreach ((string heading, string meaning) in headings)
        {
            _html.Add($"<th scope=\"col\" class=\"{kind}\" title=\"{meaning}\">{heading}</th>");
        }
    }

    private void AddCells<T>(IEnumerable<Figure<T>> figures, T item)
    {
        foreach (Figure<T> figure in figures)
        {
            AddValue("td", figure, item);
        }
    }

    /// <param name="tag">The element of the list.</param>
    /// <param name="field">The JSON member that holds the entries.</param>
    /// <param name="template">The template of an entry.</param>
    /// <param name="by">The member that identifies an entry; empty if its position does.</param>
    /// <param name="items">The entries.</param>
    /// <param name="add">Adds an entry.</param>
    private void AddList<T>(string tag, string field, string template, string by, IReadOnlyList<T> items, Action<T> add)
    {
        _html.Add($"<{tag} data-list=\"{field}\" data-template=\"{template}\" data-by=\"{by}\">");
        foreach (T item in items)
        {
            add(item);
        }

        _html.Add($"</{tag}>");
    }
}
