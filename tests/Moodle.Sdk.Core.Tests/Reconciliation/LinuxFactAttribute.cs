using Xunit;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

/// <summary>A fact about Linux, skipped with its reason elsewhere.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string because)
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = because;
        }
    }
}

/// <summary>A theory of Linux.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute(string because)
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = because;
        }
    }
}
