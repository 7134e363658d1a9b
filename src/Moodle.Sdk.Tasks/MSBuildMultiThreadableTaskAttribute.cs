namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild that a task may run beside others in one process (<c>dotnet build -mt</c>). MSBuild matches it by name, so this copy
/// serves every MSBuild, also those older than its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
