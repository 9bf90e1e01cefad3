using System.Diagnostics;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A file system of one megabyte that fills and empties. It takes root; a test that has none is skipped.</summary>
internal sealed class SmallDisk(string path) : IAsyncDisposable
{
    private readonly string filler = System.IO.Path.Combine(path, "filler");

    public string Path => path;

    public static async Task<SmallDisk> MountAsync(string path)
    {
        Directory.CreateDirectory(path);
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "none", path) != 0)
        {
            Assert.Skip("A file system of one megabyte can't be mounted here (it takes root).");
        }
        return new(path);
    }

    public void Fill()
    {
        using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException fault) when (Core.Storage.DiskFull.Is(fault)) { }
    }

    public void Empty() => File.Delete(filler);

    public async ValueTask DisposeAsync() => await RunAsync("umount", path);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
