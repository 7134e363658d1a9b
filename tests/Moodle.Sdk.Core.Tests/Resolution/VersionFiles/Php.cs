using System.Text;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.VersionFiles;

/// <summary>Short ways to read PHP in these tests.</summary>
internal static class Php
{
    /// <summary>Reads a whole file.</summary>
    public static VersionFile File(string text) => VersionFileReader.Read(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads code behind an opening tag, which is on line 1 with it.</summary>
    public static VersionFile Code(string code) => File("<?php " + code);

    /// <summary>What an expression gives as text: PHP prints it into the release.</summary>
    public static string? Text(string expression, string before = "")
    {
        var file = Code($"{before}$plugin->release = {expression};");
        Assert.Null(file.SyntaxError);
        Assert.Null(file.Release.WhyUnreadable);
        return file.Release.IsSet ? file.Release.Value : null;
    }
}
