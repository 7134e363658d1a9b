using System.Diagnostics;
using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Lets no program outlive this process, however that ends. Each is started in a session of its own, which holds all that it starts and no terminal, and while any runs
/// a shell waits beside it for the end of a pipe that this process alone holds: then it kills the sessions. Unix alone: on Windows what a killed build started goes on
/// until it is done, or misses its pipes.
/// </summary>
internal static class ParentWatch
{
    // Reads `+ <whom>`, `- <whom>` and `! <whom>`, which kills at once; whom as kill takes it: the negative number of a session, or that of a program where no session could be made.
    private const string Script = """
        exec >/dev/null 2>&1
        all=
        while read -r sign one; do
          rest=
          for other in $all; do [ "$other" = "$one" ] || rest="$rest $other"; done
          all=$rest
          case $sign in
            +) all="$all $one";;
            !) kill -9 "$one";;
          esac
        done
        for one in $all; do kill -9 "$one"; done
        """;

    private static readonly Lock Gate = new();

    // What begins a session and becomes the program: of util-linux or busybox, else the Perl of macOS.
    private static readonly string[] Begins = OperatingSystem.IsWindows() ? []
        : File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"]
        : File.Exists("/bin/setsid") ? ["/bin/setsid"]
        : File.Exists("/usr/bin/perl") ? ["/usr/bin/perl", "-MPOSIX=setsid", "-e", "setsid; exec { $ARGV[0] } @ARGV or exit 127", "--"]
        : [];

    private static Process? _shell;
    private static int _running;

    /// <summary>What a program ends with that could not be started in a session: the system's reason is in words alone.</summary>
    public static bool SaysNotStarted(int exitCode) => exitCode is 126 or 127 && Begins.Length > 0;

    /// <summary>Starts a program; whoever disposes what comes with it no longer wants it watched.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static (Process Process, Watch Watch) Start(ProcessStartInfo start)
    {
        try
        {
            Begin();
            var process = Process.Start(InSession(start))!;
            var watch = new Watch(Begins.Length > 0 ? -process.Id : process.Id);
            watch.Begin();
            return (process, watch);
        }
        catch
        {
            End();
            throw;
        }
    }

    private static ProcessStartInfo InSession(ProcessStartInfo start)
    {
        if (Begins is [var first, .. var others])
        {
            string[] all = [.. others, start.FileName, .. start.ArgumentList];
            start.FileName = first;
            start.ArgumentList.Clear();
            Array.ForEach(all, start.ArgumentList.Add);
        }

        return start;
    }

    private static void Begin()
    {
        lock (Gate)
        {
            _running++;
            _shell ??= OperatingSystem.IsWindows() ? null
                : Process.Start(InSession(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, WorkingDirectory = "/" }));
        }
    }

    private static void End()
    {
        lock (Gate)
        {
            if (--_running == 0)
            {
                Say(shell => shell.Dispose());
                _shell?.Dispose();
                _shell = null;
            }
        }
    }

    // Where somebody killed the shell, what runs is not watched.
    private static void Say(Action<StreamWriter> say)
    {
        lock (Gate)
        {
            try
            {
                if (_shell is { } shell)
                {
                    say(shell.StandardInput);
                }
            }
            catch (IOException)
            {
            }
        }
    }

    /// <summary>Who is watched.</summary>
    public sealed class Watch(int whom) : IDisposable
    {
        /// <summary>From now on it does not outlive this process.</summary>
        public void Begin() => Tell('+');

        /// <summary>Kills what there is of it, also what lost the program that it began with.</summary>
        public void Kill() => Tell('!');

        /// <inheritdoc/>
        public void Dispose()
        {
            Tell('-');
            End();
        }

        private void Tell(char sign) => Say(shell => shell.Write(string.Create(CultureInfo.InvariantCulture, $"{sign} {whom}\n")));
    }
}
