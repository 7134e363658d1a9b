namespace Moodle.Sdk.Tasks;

internal static class Placeholder;
