using System.Diagnostics;
using System.IO.Compression;

namespace Moodle.Sdk.Testing;

/// <summary>One run of <c>git upload-pack --stateless-rpc</c>, streamed both ways.</summary>
internal static class UploadPack
{
    public static async Task RunAsync(
        string folder, string protocol, ServedRepository repository, bool isAdvertisement, bool isGzip, Stream request, Stream response, CancellationToken cancel)
    {
        var start = IsolatedGit.Start(Path.GetTempPath(), Arguments(folder, repository, isAdvertisement));
        if (protocol.Length > 0)
        {
            start.Environment["GIT_PROTOCOL"] = protocol;
        }

        using var git = Process.Start(start)!;
        try
        {
            var errors = git.StandardError.ReadToEndAsync(cancel);
            var asking = AskAsync(git, repository, isGzip ? new GZipStream(request, CompressionMode.Decompress) : request, cancel);
            await AnswerAsync(git.StandardOutput.BaseStream, response, repository, isAdvertisement ? null : repository.BreaksAfter, cancel);
            await asking;
            await errors;
            await git.WaitForExitAsync(cancel);
        }
        finally
        {
            if (!git.HasExited)
            {
                git.Kill(entireProcessTree: true);
            }
        }
    }

    private static string[] Arguments(string folder, ServedRepository repository, bool isAdvertisement)
    {
        string[] ids = repository.AllowsAnyId
            ? []
            : ["-c", "uploadpack.allowAnySHA1InWant=false", "-c", "uploadpack.allowTipSHA1InWant=false", "-c", "uploadpack.allowReachableSHA1InWant=false"];
        string[] filters = ["-c", $"uploadpack.allowFilter={(repository.AllowsFilters ? "true" : "false")}"];
        string[] advertise = isAdvertisement ? ["--advertise-refs"] : [];
        return [.. ids, .. filters, "upload-pack", "--stateless-rpc", .. advertise, folder];
    }

    private static async Task AskAsync(Process git, ServedRepository repository, Stream request, CancellationToken cancel)
    {
        try
        {
            using var asked = new MemoryStream();
            await request.CopyToAsync(asked, cancel);
            repository.CountAsked(asked.GetBuffer().AsSpan(0, (int)asked.Length));
            await git.StandardInput.BaseStream.WriteAsync(asked.GetBuffer().AsMemory(0, (int)asked.Length), cancel);
            git.StandardInput.Close();
        }
        catch (IOException)
        {
            // upload-pack ended before it read everything, which is how it refuses; its answer says why.
        }
    }

    private static async Task AnswerAsync(Stream output, Stream response, ServedRepository repository, long? breaksAfter, CancellationToken cancel)
    {
        var buffer = new byte[128 * 1024];
        var left = breaksAfter ?? long.MaxValue;
        int read;
        while ((read = await output.ReadAsync(buffer, cancel)) > 0)
        {
            await response.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, left)), cancel);
            repository.CountSent(buffer.AsSpan(0, read));
            left -= read;
            if (left <= 0)
            {
                await response.FlushAsync(cancel);
                throw new IOException("The server was told to break off here.");
            }
        }
    }
}
