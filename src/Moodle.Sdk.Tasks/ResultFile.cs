using System.Text.Json;
using Microsoft.Build.Framework;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;

namespace Moodle.Sdk.Tasks;

/// <summary>
/// What a target answers, as JSON under obj/: a solution has no <c>-getTargetResult</c>, and a script after the build wants to know too.
/// One object per item: <c>Identity</c> and the metadata.
/// </summary>
internal static class ResultFile
{
    /// <summary>
    /// Writes <c>obj/moodle/&lt;project&gt;/&lt;target&gt;.json</c>, whole or not at all; left alone when it says the same already.
    /// One that cannot be written is an error: a script would go by what an earlier build said.
    /// </summary>
    public static void Write(ITaskItem site, string target, IEnumerable<ITaskItem> items, Findings findings)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                WriteItem(writer, item);
            }

            writer.WriteEndArray();
        }

        var states = Path.Combine(site.GetMetadata("IntermediateFolder"), "moodle");
        var project = Path.GetFileNameWithoutExtension(site.ItemSpec);
        var name = $"{target}.json";
        try
        {
            ResultFolder.Write(states, project, name, json.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(FileDiagnostics.NotWritten(Path.Combine(states, project, name), e));
        }
    }

    private static void WriteItem(Utf8JsonWriter writer, ITaskItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("Identity", item.ItemSpec);
        foreach (var name in item.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            writer.WriteString(name, item.GetMetadata(name));
        }

        writer.WriteEndObject();
    }
}
