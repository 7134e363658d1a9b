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
