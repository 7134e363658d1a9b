using System.Diagnostics;

namespace Moodle.Sdk.Testing;

/// <summary>
/// A system that refuses one kind of call: a small library that the programs of a test load before libc. It is made with the C compiler of the machine
/// (<see cref="Needs.Compiler"/>).
/// </summary>
public static class RefusingSystem
{
    private static readonly Lazy<string> Library = new(() =>
    {
        var (source, library) = (SharedFolder.Instance["refusing.c"], SharedFolder.Instance["refusing.so"]);
        File.WriteAllText(source, Source);
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]))!;
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException("The library could not be compiled.");
    });

    /// <summary>The variables that make a program's system refuse a call.</summary>
    /// <param name="call"><c>open</c>, <c>mmap</c>, <c>read</c>, <c>mkdir</c>, or <c>holes</c>: where data and holes begin.</param>
    /// <param name="pattern">What the path must look like, as a shell matches file names.</param>
    /// <param name="errno">What it answers.</param>
    public static IReadOnlyDictionary<string, string?> Refuse(string call, string pattern, int errno) => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = Library.Value,
        ["REFUSE"] = FormattableString.Invariant($"{call} {pattern} {errno}"),
    };

    /// <summary>The variables that make a program's system slow at one kind of call.</summary>
    /// <inheritdoc cref="Refuse"/>
    public static IReadOnlyDictionary<string, string?> Delay(string call, string pattern, TimeSpan time) => Refuse(call, pattern, -(int)time.TotalMilliseconds);

    /// <summary>The variables that give a program, and all that it starts, no more than a number of open files, as <c>ulimit -n</c> does.</summary>
    public static IReadOnlyDictionary<string, string?> Limit(int openFiles) => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = Library.Value,
        ["OPEN_FILES"] = FormattableString.Invariant($"{openFiles}"),
    };

    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <fnmatch.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/stat.h>
        #include <unistd.h>

        __attribute__((constructor)) static void limit(void)
        {
            const char *most = getenv("OPEN_FILES");
            struct rlimit files;
            if (!most) return;
            files.rlim_cur = files.rlim_max = strtoul(most, 0, 10);
            setrlimit(RLIMIT_NOFILE, &files);
        }

        static int refuses(const char *call, const char *path)
        {
            char wanted[16], pattern[256];
            int error;
            const char *rule = getenv("REFUSE");
            if (!rule || !path || sscanf(rule, "%15s %255s %d", wanted, pattern, &error) != 3 || strcmp(wanted, call) || fnmatch(pattern, path, 0)) return 0;
            if (error < 0) usleep(-1000 * error);
            else errno = error;
            return error >= 0;
        }

        static int refuses_file(const char *call, int file)
        {
            char link[64], path[4096];
            const char *rule = getenv("REFUSE");
            if (file < 0 || !rule || strncmp(rule, call, strlen(call))) return 0;
            int before = errno;
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
            ssize_t length = readlink(link, path, sizeof path - 1);
            errno = before;
            if (length < 0) return 0;
            path[length] = 0;
            return refuses(call, path);
        }

        #define REAL(type, name, parameters) static type (*real) parameters; if (!real) real = dlsym(RTLD_NEXT, #name)
        #define MODE va_list more; va_start(more, flags); unsigned mode = va_arg(more, unsigned); va_end(more)

        #define OPEN(name) int name(const char *path, int flags, ...) { MODE; REAL(int, name, (const char *, int, ...)); return refuses("open", path) ? -1 : real(path, flags, mode); }
        OPEN(open) OPEN(open64)
        #define OPENAT(name) int name(int folder, const char *path, int flags, ...) { MODE; REAL(int, name, (int, const char *, int, ...)); return refuses("open", path) ? -1 : real(folder, path, flags, mode); }
        OPENAT(openat) OPENAT(openat64)
        #define MMAP(name) void *name(void *at, size_t size, int protection, int flags, int file, off_t offset) { REAL(void *, name, (void *, size_t, int, int, int, off_t)); return refuses_file("mmap", file) ? MAP_FAILED : real(at, size, protection, flags, file, offset); }
        MMAP(mmap) MMAP(mmap64)
        #define PREAD(name) ssize_t name(int file, void *bytes, size_t size, off_t offset) { REAL(ssize_t, name, (int, void *, size_t, off_t)); return refuses_file("read", file) ? -1 : real(file, bytes, size, offset); }
        PREAD(pread) PREAD(pread64)
        ssize_t read(int file, void *bytes, size_t size) { REAL(ssize_t, read, (int, void *, size_t)); return refuses_file("read", file) ? -1 : real(file, bytes, size); }
        #define SEEK(name) off_t name(int file, off_t offset, int whence) { REAL(off_t, name, (int, off_t, int)); return whence >= SEEK_DATA && refuses_file("holes", file) ? -1 : real(file, offset, whence); }
        SEEK(lseek) SEEK(lseek64)
        int mkdir(const char *path, mode_t mode) { REAL(int, mkdir, (const char *, mode_t)); return refuses("mkdir", path) ? -1 : real(path, mode); }

        // .NET's own calls are found by the loader; those of the SDK by name in libc itself.
        void *dlsym(void *library, const char *name)
        {
            static void *(*real)(void *, const char *);
            if (!real) for (const char *const *version = (const char *[]){ "GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5", 0 }; !real && *version; version++) real = dlvsym(RTLD_NEXT, "dlsym", *version);
            void *found = real(library, name);
            if (library == RTLD_NEXT || !found) return found;
            return !strcmp(name, "open") ? (void *)open : !strcmp(name, "openat") ? (void *)openat : !strcmp(name, "lseek") ? (void *)lseek : found;
        }
        """;
}
