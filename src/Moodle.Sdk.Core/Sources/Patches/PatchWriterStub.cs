namespace Moodle.Sdk.Sources.Patches;
internal static class PatchWriter
{
    public static byte[] Write(IEnumerable<(string Path, PatchedFile? Before, PatchedFile? After)> files) => System.Text.Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Path}\n")));
}
