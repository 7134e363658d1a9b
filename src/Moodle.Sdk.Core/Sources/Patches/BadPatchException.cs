namespace Moodle.Sdk.Sources.Patches;

/// <summary>Ends the reading of a patch file.</summary>
internal sealed class BadPatchException(int line, string why) : Exception(why)
{
    /// <summary>What is wrong, as a value.</summary>
    public BadPatch Bad { get; } = new(line, why);
}
