using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Submodules;

/// <summary>MOODLE1180 to MOODLE1189: submodules whose code is not fetched.</summary>
internal static class SubmoduleDiagnostics
{
    public static Diagnostic BadFile(DeclaredComponent declared, UpstreamUrl of, string why) => Error("MOODLE1180", declared.Origin,
        $"The .gitmodules of {of} cannot be read: {why}.",
        Without(declared));

    public static Diagnostic BadAddress(DeclaredComponent declared, UpstreamUrl of, string path) => Error("MOODLE1181", declared.Origin,
        $"The .gitmodules of {of} gives '{path}' an address that is not fetched from: it is no address of https or ssh, may run a program, or leads from a server into this machine.",
        Without(declared));

    public static Diagnostic TooDeep(DeclaredComponent declared, string path, int deepest) => Error("MOODLE1182", declared.Origin,
        string.Create(CultureInfo.InvariantCulture, $"{declared.Component} has submodules in submodules, more than {deepest} deep, at '{path}'."),
        Without(declared));

    public static Diagnostic TooMany(DeclaredComponent declared, int most) => Error("MOODLE1183", declared.Origin,
        string.Create(CultureInfo.InvariantCulture, $"{declared.Component} has more than {most} submodules."),
        Without(declared));

    public static Diagnostic NotGiven(DeclaredComponent declared, UpstreamUrl of, string path, UpstreamUrl upstream, CommitId commit) => Error("MOODLE1184", declared.Origin,
        $"{of} has as '{path}' the commit {commit} of {upstream}, which does not give it.",
        $"It may have been removed by a forced push: take another version of {declared.Origin.Subject}. {Without(declared)}");

    private static string Without(DeclaredComponent declared) => declared.Component.IsCore
        ? "Tell whoever keeps that repository, or take another one."
        : "Tell the maintainer; if the plugin runs without that code, write Submodules=\"false\" on the item.";
}
