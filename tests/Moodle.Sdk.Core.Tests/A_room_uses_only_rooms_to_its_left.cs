using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests;

/// <summary>The folders of the domain are its rooms; data flows through them from left to right (docs/architecture.md).</summary>
public sealed class A_room_uses_only_rooms_to_its_left
{
    // Threading and Diagnostics are for all, and use no room.
    private static readonly string[] Rooms =
        ["Threading", "Diagnostics", "Declaration", "Sources", "Resolution", "Locking", "Composition", "Reconciliation", "Delivery", "Upkeep", "Verbs"];

    private static readonly string Domain = Path.Combine(PackedSdk.RepositoryRoot, "src", "Moodle.Sdk.Core");

    [Fact]
    public void Every_folder_is_a_room()
    {
        var folders = Directory.GetDirectories(Domain).Select(f => Path.GetFileName(f)!).Except(["bin", "obj"]);

        Assert.Equal(Rooms.Order(), folders.Order());
    }

    [Fact]
    public void No_file_names_a_room_to_the_right_of_its_own()
    {
        var wrong =
            from room in Rooms
            let right = Rooms[(Array.IndexOf(Rooms, room) + 1)..]
            where right.Length > 0
            let names = new Regex($@"(?<![\w.])(?:Moodle\.Sdk\.)?(?:{string.Join('|', right)})[.;]\s*[A-Z\n]")
            from file in Directory.EnumerateFiles(Path.Combine(Domain, room), "*.cs", SearchOption.AllDirectories)
            from line in File.ReadLines(file).Select(l => l + "\n")
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && names.IsMatch(line)
            select $"{Path.GetRelativePath(Domain, file)}: {line.Trim()}";

        Assert.Empty(wrong);
    }
}
