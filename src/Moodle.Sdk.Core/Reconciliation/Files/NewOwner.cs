namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// To whom root gives what it adds in a folder of another user: it would be root's, and neither the web server nor who looks after it could change it. Who
/// owns the folder may put other things in the place of what was made, so only what a descriptor shows to be that is given away.
/// </summary>
/// <param name="User">Id of the user.</param>
/// <param name="Group">Id of the group.</param>
internal sealed record NewOwner(uint User, uint Group)
{
    private static readonly bool IsRoot = LinuxCalls.AreSupported && LinuxCalls.GetUser() == 0;

    /// <summary>The owner of an open folder; null where what we make in it is ours anyway, and stays so.</summary>
    public static NewOwner? Of(int folder) =>
        IsRoot && LinuxCalls.OwnerOf(folder) is { User: not 0 } owner ? owner : null;

    /// <summary>Gives a file away that was made by this descriptor. Where that is refused (network file systems, containers), it stays as it is.</summary>
    public void Take(int file) => _ = LinuxCalls.FChown(file, User, Group);

    /// <summary>Gives a folder or link away that was made under a name, if that is what is there by now: an empty folder of root's, or a link.</summary>
    public void Take(int holder, ReadOnlySpan<byte> name, FileKind made)
    {
        var flags = made == FileKind.Folder ? LinuxCalls.Folder : LinuxCalls.PathOnly;
        var opened = LinuxCalls.OpenAt(holder, in name[0], flags | LinuxCalls.NoFollow | LinuxCalls.CloseOnExec, 0);
        if (opened < 0)
        {
            return;
        }

        if (LinuxCalls.TryStat(opened, "\0"u8, LinuxCalls.EmptyPath, out var stat) && stat.Kind == made && LinuxCalls.OwnerOf(opened) is { User: 0 } && (made == FileKind.Link || IsEmpty(opened)))
        {
            _ = LinuxCalls.FChownAt(opened, in "\0"u8[0], User, Group, LinuxCalls.EmptyPath);
        }

        _ = LinuxCalls.Close(opened);
    }

    // Nobody but root puts anything into it until it is given away.
    private static bool IsEmpty(int folder)
    {
        var buffer = new byte[1024];
        var read = (int)LinuxCalls.ReadNames(folder, buffer);
        var names = 0;
        for (int at = 0, next; at < read; at += next, names++)
        {
            LinuxCalls.NameIn(buffer.AsSpan(at, read - at), out next);
        }

        return names == 2;
    }
}
