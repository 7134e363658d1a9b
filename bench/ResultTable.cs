using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Bench;

/// <summary>One figure of the table: ours against a peer's, or against a limit.</summary>
/// <param name="Scenario">What was measured.</param>
/// <param name="Ours">Ours, with its unit.</param>
/// <param name="Peer">The peer's, with its unit; empty for a bare limit.</param>
/// <param name="Ratio">What is compared with the limit: a ratio of medians, or a plain number.</param>
/// <param name="Limit">The highest allowed; infinite for what is only told.</param>
public sealed record ResultRow(string Scenario, string Ours, string Peer, double Ratio, double Limit)
{
    public bool Reached => Ratio <= Limit;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Scenario}: {Ours} against {Peer}: {Ratio:0.00}") + (double.IsInfinity(Limit) ? "" : $" (at most {Limit:0.00})");

    /// <summary>The row of the table.</summary>
    public string ToMarkdown()
    {
        var (limit, verdict) = double.IsInfinity(Limit) ? ("", "") : (Limit.ToString("0.00", CultureInfo.InvariantCulture), Reached ? "reached" : "**not reached**");
        return string.Create(CultureInfo.InvariantCulture, $"| {Scenario} | {Ours} | {Peer} | {Ratio:0.00} | {limit} | {verdict} |");
    }
}

/// <summary>The table that is printed at the end.</summary>
public sealed class ResultTable
{
    private readonly List<ResultRow> _rows = [];

    public bool AllReached => _rows.All(r => r.Reached);

    public void Add(ResultRow row) => _rows.Add(row);

    public string ToMarkdown()
    {
        var text = new StringBuilder("| scenario | Moodle.Sdk | peer | ratio | at most | |\n|---|---|---|---|---|---|\n");
        foreach (var row in _rows)
        {
            text.Append(row.ToMarkdown()).Append('\n');
        }

        return text.ToString();
    }
}
