using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Testing;

/// <summary>
/// Builds a real bare git repository. Changes are gathered by <see cref="Write(string, string, bool)"/> and its like and become a commit on the
/// current branch with <see cref="Commit"/>. Authors and times are fixed, so the same calls give the same ids.
/// </summary>
public sealed class TestRepository
{
    private readonly MemoryStream _changes = new();
    private int _commits;

    private TestRepository(string folder, string branch) => (Folder, CurrentBranch) = (folder, branch);

    /// <summary>Full path of the bare repository.</summary>
    public string Folder { get; }

    /// <summary>The branch that the next commit goes to.</summary>
    public string CurrentBranch { get; private set; }

    /// <summary>Makes an empty repository whose HEAD points to the default branch.</summary>
    public static TestRepository Create(string folder, string defaultBranch = "main")
    {
        // What git init makes, without a process: tests make a thousand repositories.
        Array.ForEach(["objects/info", "objects/pack", "refs/heads", "refs/tags"], name => Directory.CreateDirectory(Path.Combine(folder, name)));
        File.WriteAllText(Path.Combine(folder, "HEAD"), $"ref: refs/heads/{defaultBranch}\n");
        File.WriteAllText(Path.Combine(folder, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n");
        return new TestRepository(folder, defaultBranch);
    }

    /// <summary>Makes a repository like this one, to go on from here: much cheaper than to make the same commits again.</summary>
    public TestRepository CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Git takes a folder without refs/ for no repository, even when all refs are packed.
        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        return new TestRepository(folder, CurrentBranch) { _commits = _commits };
    }

    /// <summary>Puts all objects into one pack and all refs into one file.</summary>
    public TestRepository Pack()
    {
        Git("repack", "-a", "-d", "--quiet");
        Git("pack-refs", "--all");
        return this;
    }

    /// <summary>Whether the repository serves commits by id that no ref points to (uploadpack.allowAnySHA1InWant). True at first.</summary>
    public TestRepository AllowAnyId(bool allowed)
    {
        Git("config", "uploadpack.allowAnySHA1InWant", allowed ? "true" : "false");
        return this;
    }

    /// <summary>Adds or replaces a text file, as it is given.</summary>
    public TestRepository Write(string path, string content, bool executable = false) =>
        Write(path, Encoding.UTF8.GetBytes(content), executable);

    /// <summary>Adds or replaces a file.</summary>
    public TestRepository Write(string path, byte[] content, bool executable = false) =>
        Inline(executable ? "100755" : "100644", path, content);

    /// <summary>Adds or replaces a symbolic link.</summary>
    public TestRepository Link(string path, string target) => Inline("120000", path, Encoding.UTF8.GetBytes(target));

    /// <summary>Adds a submodule: an entry that names a commit of another repository.</summary>
    public TestRepository Submodule(string path, string commit) => Change($"M 160000 {commit} {Quoted(path)}\n");

    /// <summary>Takes a file or a folder out.</summary>
    public TestRepository Delete(string path) => Change($"D {Quoted(path)}\n");

    /// <summary>Takes everything out.</summary>
    public TestRepository DeleteAll() => Change("deleteall\n");

    /// <summary>Moves a file or a folder.</summary>
    public TestRepository Move(string from, string to) => Change($"R {Quoted(from)} {Quoted(to)}\n");

    /// <summary>Makes the gathered changes a commit on the current branch and gives its id.</summary>
    public string Commit(string message = "Change") => Commits(1, _ => { }, message);

    /// <summary>Makes commits one after the other, with what is written for each, and gives the id of the last: much cheaper than one by one.</summary>
    public string Commits(int count, Action<int> write, string message = "Change")
    {
        var parent = Head(CurrentBranch);
        var stream = new MemoryStream();
        for (var number = 0; number < count; number++)
        {
            write(number);
            Append(stream, $"commit refs/heads/{CurrentBranch}\nmark :1\ncommitter Tester <tester@example.invalid> {NextTime()} +0000\n");
            Append(stream, $"data {Encoding.UTF8.GetByteCount(message)}\n{message}\n");
            Append(stream, number > 0 || parent is null ? "" : $"from {parent}\n");
            _changes.WriteTo(stream);
            _changes.SetLength(0);
            Append(stream, "\n");
        }

        Append(stream, "get-mark :1\ndone\n");
        return Git(stream.ToArray(), "fast-import", "--quiet", "--done", "--force");
    }

    /// <summary>Goes on with a branch: a new one starts at the given commit or ref, else where the current one is.</summary>
    public TestRepository Branch(string name, string? from = null)
    {
        var start = from is not null ? Resolve(from) : Head(name) is null ? Head(CurrentBranch) : null;
        if (start is not null)
        {
            Git("update-ref", $"refs/heads/{name}", start);
        }

        CurrentBranch = name;
        return this;
    }

    /// <summary>Goes on with a branch that shares no history with the others.</summary>
    public TestRepository OrphanBranch(string name)
    {
        CurrentBranch = name;
        return this;
    }

    /// <summary>Makes or moves a tag, annotated unless said otherwise, at the given commit or at the current branch.</summary>
    public TestRepository Tag(string name, string? at = null, bool annotated = true)
    {
        string[] kind = annotated ? ["-a", "-m", name] : [];
        Git(["-c", "gc.auto=0", "tag", "--force", .. kind, name, at is null ? $"refs/heads/{CurrentBranch}" : Resolve(at)]);
        return this;
    }

    /// <summary>Takes a ref away; its commits stay in the repository.</summary>
    public TestRepository DeleteRef(string fullName)
    {
        Git("update-ref", "-d", fullName);
        return this;
    }

    /// <summary>Stores a blob and gives its id.</summary>
    public string RawBlob(string content) => Git(Encoding.UTF8.GetBytes(content), "hash-object", "-w", "--stdin");

    /// <summary>
    /// Stores a tree exactly as given, in the given order and unchecked: names such as <c>..</c> or <c>.git</c>, the same name twice, objects that are not there.
    /// Modes as git writes them: 100644, 100755, 120000, 40000, 160000.
    /// </summary>
    public string RawTree(params (string Mode, string Name, string Id)[] entries)
    {
        var tree = new MemoryStream();
        foreach (var (mode, name, id) in entries)
        {
            Append(tree, $"{mode} {name}\0");
            tree.Write(Convert.FromHexString(id));
        }

        return Git(tree.ToArray(), "hash-object", "-w", "-t", "tree", "--literally", "--stdin");
    }

    /// <summary>Makes a commit of a stored tree on the current branch and gives its id.</summary>
    public string CommitRawTree(string tree, string message = "Change")
    {
        var parent = Head(CurrentBranch);
        var time = NextTime();
        var lines = $"tree {tree}\n{(parent is null ? "" : $"parent {parent}\n")}author Tester <tester@example.invalid> {time} +0000\n"
            + $"committer Tester <tester@example.invalid> {time} +0000\n\n{message}\n";
        var commit = Git(Encoding.UTF8.GetBytes(lines), "hash-object", "-w", "-t", "commit", "--literally", "--stdin");
        Git("update-ref", $"refs/heads/{CurrentBranch}", commit);
        return commit;
    }

    /// <summary>The id of the commit that a ref, tag or id leads to.</summary>
    public string Resolve(string revision) =>
        Git("rev-parse", "--verify", "--quiet", $"{revision}^{{commit}}");

    /// <summary>The id of the tree that a ref leads to, or of a folder in it.</summary>
    public string ResolveTree(string revision, string path = "") => Git("rev-parse", "--verify", $"{revision}^{{commit}}:{path}");

    /// <summary>Runs git in the repository and gives what it prints.</summary>
    public string Git(params string[] arguments) => IsolatedGit.Run(Folder, arguments);

    private string Git(byte[] input, params string[] arguments) => IsolatedGit.Run(Folder, input, arguments);

    /// <summary>The commit that a branch leads to, read as git stores it; null if there is no such branch.</summary>
    private string? Head(string branch)
    {
        var (file, packed) = (Path.Combine(Folder, "refs", "heads", branch), Path.Combine(Folder, "packed-refs"));
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd()
            : File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith($" refs/heads/{branch}", StringComparison.Ordinal))?[..40]
            : null;
    }

    private string NextTime() =>
        IsolatedGit.Epoch.AddMinutes(_commits++).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private TestRepository Inline(string mode, string path, byte[] content)
    {
        Append(_changes, $"M {mode} inline {Quoted(path)}\ndata {content.Length}\n");
        _changes.Write(content);
        return Change("\n");
    }

    private TestRepository Change(string command)
    {
        Append(_changes, command);
        return this;
    }

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";

    private static void Append(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
