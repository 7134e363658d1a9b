using System.Collections.Immutable;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// What publishing leaves out without being told: files by which upstreams steer their own repository, editors and checks, which Moodle's
/// security check (publicpaths) wants unreachable and no PHP of Moodle reads. Files are named one by one, since a name with a dot in front
/// says little: a plugin may need its .htaccess.
/// </summary>
internal static class PublishExcludes
{
    /// <summary>Patterns for the whole code base, plugins included.</summary>
    public static ImmutableArray<string> Default { get; } =
    [
        // git's own, and GitHub's and GitLab's folders and files: .github, .gitignore, .gitattributes, .gitmodules, .gitlab-ci.yml.
        "**/.git*", "**/.cvsignore", "**/.hgignore",
        // Continuous integration.
        "**/.travis.yml", "**/.circleci", "**/.appveyor.yml", "**/.scrutinizer.yml", "**/.codecov.yml", "**/.moodle-plugin-ci.yml",
        // Checks and formatting.
        "**/.editorconfig", "**/.gherkin-lintrc", "**/.jscsrc", "**/.jshintignore", "**/.jshintrc",
        "**/.eslintignore", "**/.eslintrc", "**/.eslintrc.*", "**/.stylelintignore", "**/.stylelintrc", "**/.stylelintrc.*",
        "**/.prettierignore", "**/.prettierrc", "**/.prettierrc.*",
        "**/.php_cs", "**/.php_cs.*", "**/.php-cs-fixer.php", "**/.php-cs-fixer.dist.php", "**/.phpcs.xml", "**/.phpcs.xml.dist", "**/.phpunit.result.cache",
        // Moodle's own build and notes.
        "**/.grunt", "**/.upgradenotes", "**/.shifter.json",
        // Editors and tools.
        "**/.nvmrc", "**/.phpstorm.meta.php", "**/.idea", "**/.vscode", "**/.DS_Store",
    ];
}
