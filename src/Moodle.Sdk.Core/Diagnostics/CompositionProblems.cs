namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE15xx: trees of upstreams that make no code base, or not the whole one.</summary>
public static class CompositionProblems
{
    /// <summary>MOODLE1520: a component's tree holds a submodule, whose code is not in the repository.</summary>
    public static Diagnostic Submodule(Origin origin, string component, string path) => Diagnostic.Warning(
        1520,
        origin,
        $"{component} keeps '{path}' in a git submodule; its code lies in another repository and is left out.",
        "If the component needs it to run, take a source that holds the submodule's code, such as a fork that has it committed.",
        component);
}
