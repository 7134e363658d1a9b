using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>Reads what is declared of a component's customisation: metadata of a plugin, properties of Moodle.</summary>
/// <param name="prefix">What the names begin with: <c>Moodle</c> for properties.</param>
/// <param name="value">What is declared under a name; empty when nothing is.</param>
/// <param name="originOf">What to blame for it.</param>
internal sealed class CustomizationReader(string prefix, Func<string, string> value, Func<string, Origin> originOf)
{
    private readonly string _repository = $"{prefix}Customization";
    private readonly string _branch = $"{prefix}CustomizationBranch";
    private readonly string _configurations = $"{prefix}CustomizationConfigurations";

    /// <summary>The customisation; null where none is declared, and where it is wrong, which is then among the findings.</summary>
    /// <param name="component">The component's name.</param>
    /// <param name="folder">The project's folder, from which relative paths count.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    public Customization? Read(string component, string folder, Findings findings)
    {
        var (repository, branch) = (value(_repository).Trim(), value(_branch).Trim());
        if (branch.Length == 0)
        {
            string[] alone = [.. new[] { _repository, _configurations }.Where(name => value(name).Trim().Length > 0)];
            findings.AddRange(alone.Take(1).Select(name => DeclarationDiagnostics.NoCustomizationBranch(originOf(name), component, name, _branch)));
            return null;
        }

        var upstream = repository.Length == 0 ? null : new SourceReader(originOf(_repository), component, folder, findings).ReadUpstream(repository);
        var request = new SourceReader(originOf(_branch), component, folder, findings).ReadRequest("Branch", branch);
        return request is null || (repository.Length > 0 && upstream is null)
            ? null
            : new(upstream, branch, originOf(_branch)) { Configurations = ItemConfigurations.Split(value(_configurations)) };
    }
}
